// Harness over the public C++ API of the mindspore-lite 2.0.0 wheel.
//   lite_tool convert in.mindir out_prefix      -> out_prefix.ms; says nothing about int8: look with ms_info.py
//   lite_tool many model.ms images.bin outputs.bin  -> one load, every image of the file: one input, one output, raw float32
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>
#include "include/api/context.h"
#include "include/api/model.h"
#include "lite_converter.h"
using namespace mindspore;

static std::vector<char> C(const std::string &s) { return std::vector<char>(s.begin(), s.end()); }

static int Convert(const std::string &model, const std::string &prefix) {
  Converter c;
  c.SetSaveType(kMindIR_Lite);
  return c.Convert(converter::kFmkTypeMs, C(model), C(prefix), C("")).IsOk() ? 0 : 1;
}

static std::unique_ptr<Model> Load(const char *path) {
  auto ctx = std::make_shared<Context>();
  ctx->SetThreadNum(1);
  ctx->SetThreadAffinity(0);
  ctx->MutableDeviceInfo().push_back(std::make_shared<CPUDeviceInfo>());
  std::unique_ptr<Model> m(new Model());
  if (!m->Build(std::string(path), kMindIR_Lite, ctx).IsOk()) { std::cerr << "build failed\n"; return nullptr; }
  return m;
}

static void Show(const char *tag, const MSTensor &t) {
  std::cout << tag << " " << t.Name() << " type " << static_cast<int>(t.DataType()) << " [";
  for (auto d : t.Shape()) std::cout << " " << d;
  std::cout << " ] bytes " << t.DataSize() << "\n";
}

// Images and outputs follow each other in their files; an image has the size and layout (NHWC) of the graph input.
static int Many(char **a) {
  auto m = Load(a[0]);
  if (!m) return 1;
  auto in = m->GetInputs();
  if (in.size() != 1) { std::cerr << "the model has " << in.size() << " inputs, expected 1\n"; return 1; }
  Show("in", in[0]);
  std::ifstream images(a[1], std::ios::binary);
  std::ofstream outputs(a[2], std::ios::binary);
  if (!images) { std::cerr << "no file " << a[1] << "\n"; return 1; }
  const auto size = static_cast<std::streamsize>(in[0].DataSize());
  std::vector<char> image(size);
  std::vector<MSTensor> out;
  long count = 0;
  while (images.read(image.data(), size)) {
    std::memcpy(in[0].MutableData(), image.data(), size);
    if (!m->Predict(in, &out).IsOk()) { std::cerr << "predict failed at image " << count << "\n"; return 1; }
    if (out.size() != 1) { std::cerr << "the model has " << out.size() << " outputs, expected 1\n"; return 1; }
    if (count == 0) Show("out", out[0]);
    outputs.write(static_cast<const char *>(out[0].Data().get()), out[0].DataSize());
    ++count;
  }
  if (images.gcount() != 0) { std::cerr << "image " << count << " is cut short\n"; return 1; }
  outputs.close();
  if (!outputs) { std::cerr << "cannot write " << a[2] << "\n"; return 1; }
  std::cout << "images " << count << "\n";
  return count > 0 ? 0 : 1;
}

int main(int n, char **a) {
  std::string c = n > 1 ? a[1] : "";
  if (c == "convert" && n == 4) return Convert(a[2], a[3]);
  if (c == "many" && n == 5) return Many(a + 2);
  std::cerr << "usage: see head of lite_tool.cc\n";
  return 2;
}
