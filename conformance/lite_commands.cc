// The two commands that a device kit calls, over the libraries of the mindspore-lite 2.0.0 wheel, which has no programs:
//   lite_commands converter_lite --fmk=MINDIR|ONNX --modelFile=FILE --outputFile=PREFIX [--inputShape=name:1,3,32,32] [--configFile=FILE]
//   lite_commands benchmark --modelFile=FILE.ms [--inDataFile=FILE] [--loopCount=N] [--warmUpLoopCount=N] [--numThreads=N]
// Options, the line of times and the files of a dump (MINDSPORE_DUMP_CONFIG) have the form of MindSpore Lite's own programs; an option that the
// real ones have and these have not is refused.
#include <dlfcn.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>
#include "include/api/context.h"
#include "include/api/model.h"
#include "lite_converter.h"
using namespace mindspore;
using Options = std::map<std::string, std::string>;

// The converter builds the model that it calibrates with type kMindIR, which the runtime of this wheel takes for protobuf, so that FULL_QUANT
// ends with "ParseFromArray failed". The exported symbol is interposed and the type corrected by what the bytes are.
Status Model::Build(const void *data, size_t size, ModelType type, const std::shared_ptr<Context> &context) {
  using Build = Status (*)(Model *, const void *, size_t, ModelType, const std::shared_ptr<Context> &);
  static Build real = reinterpret_cast<Build>(
    dlsym(RTLD_NEXT, "_ZN9mindspore5Model5BuildEPKvmNS_9ModelTypeERKSt10shared_ptrINS_7ContextEE"));
  if (size > 8 && std::memcmp(static_cast<const char *>(data) + 4, "MSL2", 4) == 0) type = kMindIR_Lite;
  return real(this, data, size, type, context);
}

static std::vector<char> Chars(const std::string &text) { return std::vector<char>(text.begin(), text.end()); }

static bool Read(int count, char **arguments, const std::vector<std::string> &known, Options *options) {
  for (int i = 0; i < count; ++i) {
    std::string text = arguments[i];
    auto equals = text.find('=');
    std::string name = text.substr(0, equals);
    if (equals == std::string::npos || std::find(known.begin(), known.end(), name) == known.end()) {
      std::cerr << "unknown option " << text << "\n";
      return false;
    }
    (*options)[name] = text.substr(equals + 1);
  }
  return true;
}

static int Convert(const Options &options) {
  if (!options.count("--fmk") || !options.count("--modelFile") || !options.count("--outputFile")) return 2;
  const std::string &fmk = options.at("--fmk");
  if (fmk != "MINDIR" && fmk != "ONNX") return 2;
  Converter converter;
  converter.SetSaveType(kMindIR_Lite);
  if (options.count("--configFile")) converter.SetConfigFile(Chars(options.at("--configFile")));
  if (options.count("--inputShape")) {
    const std::string &shape = options.at("--inputShape");
    auto colon = shape.find_last_of(':');
    std::vector<int64_t> sizes;
    std::stringstream numbers(shape.substr(colon + 1));
    for (std::string size; std::getline(numbers, size, ',');) sizes.push_back(std::stoll(size));
    converter.SetInputShape({{Chars(shape.substr(0, colon)), sizes}});
  }
  auto type = fmk == "ONNX" ? converter::kFmkTypeOnnx : converter::kFmkTypeMs;
  auto status = converter.Convert(type, Chars(options.at("--modelFile")), Chars(options.at("--outputFile")), Chars(""));
  return status.IsOk() ? 0 : 1;
}

// Where a dump goes: path and net name of the configuration, when there is one.
static bool DumpFolder(std::string *folder) {
  const char *file = std::getenv("MINDSPORE_DUMP_CONFIG");
  if (file == nullptr) return true;
  std::ifstream stream(file);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  std::smatch path, net, mode, kernels;
  if (!std::regex_search(text, path, std::regex("\"path\"\\s*:\\s*\"([^\"]*)\"")) ||
      !std::regex_search(text, net, std::regex("\"net_name\"\\s*:\\s*\"([^\"]*)\"")) ||
      !std::regex_search(text, mode, std::regex("\"dump_mode\"\\s*:\\s*0")) ||
      !std::regex_search(text, kernels, std::regex("\"kernels\"\\s*:\\s*\\["))) {
    std::cerr << file << ": parse dump config file failed\n";
    return false;
  }
  *folder = path[1].str() + "/" + net[1].str();
  return std::system(("mkdir -p '" + *folder + "'").c_str()) == 0;
}

// One output of one node, named as a dump names it: slashes become dots; node, number, shape, type, layout.
static void Write(const std::string &folder, std::string node, size_t number, MSTensor tensor) {
  std::replace(node.begin(), node.end(), '/', '.');
  std::string file = node + "_output_" + std::to_string(number) + "_shape_";
  for (auto size : tensor.Shape()) file += std::to_string(size) + "_";
  file += tensor.DataType() == DataType::kNumberTypeFloat32 ? "Float32" : tensor.DataType() == DataType::kNumberTypeInt8 ? "Int8" : "Other";
  file += tensor.format() == Format::NHWC ? "_NHWC.bin" : "_NCHW.bin";
  std::ofstream stream(folder + "/" + file, std::ios::binary);
  stream.write(static_cast<const char *>(tensor.MutableData()), static_cast<std::streamsize>(tensor.DataSize()));
}

static int Benchmark(const Options &options) {
  auto number = [&](const std::string &name, int normal) {
    return options.count(name) ? std::atoi(options.at(name).c_str()) : normal;
  };
  std::string folder;
  if (!options.count("--modelFile") || !DumpFolder(&folder)) return 2;
  const int loops = number("--loopCount", 10), warm = number("--warmUpLoopCount", 3), threads = number("--numThreads", 2);
  auto context = std::make_shared<Context>();
  context->SetThreadNum(threads);
  context->SetThreadAffinity(0);
  context->MutableDeviceInfo().push_back(std::make_shared<CPUDeviceInfo>());
  Model model;
  if (!model.Build(options.at("--modelFile"), kMindIR_Lite, context).IsOk()) { std::cerr << "Build failed\n"; return 1; }
  auto inputs = model.GetInputs();
  if (options.count("--inDataFile")) {
    std::ifstream stream(options.at("--inDataFile"), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (inputs.size() != 1 || bytes.size() != inputs[0].DataSize()) { std::cerr << "input size\n"; return 1; }
    std::memcpy(inputs[0].MutableData(), bytes.data(), bytes.size());
  } else {
    for (auto &input : inputs) std::memset(input.MutableData(), 0, input.DataSize());
  }
  std::vector<MSTensor> outputs;
  MSKernelCallBack nothing = [](const std::vector<MSTensor> &, const std::vector<MSTensor> &, const MSCallBackParam &) { return true; };
  MSKernelCallBack dump = [&](const std::vector<MSTensor> &, const std::vector<MSTensor> &made, const MSCallBackParam &node) {
    for (size_t i = 0; i < made.size(); ++i) Write(folder, node.node_name, i, made[i]);
    return true;
  };
  double least = 1e9, most = 0, sum = 0;
  for (int i = -warm; i < loops; ++i) {
    auto begin = std::chrono::steady_clock::now();
    auto status = i < 0 || folder.empty() ? model.Predict(inputs, &outputs) : model.Predict(inputs, &outputs, nothing, dump);
    if (!status.IsOk()) { std::cerr << "Inference error\n"; return 1; }
    double millis = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    if (i < 0) continue;
    least = std::min(least, millis);
    most = std::max(most, millis);
    sum += millis;
  }
  std::string name = options.at("--modelFile");
  std::printf("Model = %s, NumThreads = %d, MinRunTime = %f ms, MaxRuntime = %f ms, AvgRunTime = %f ms\n",
              name.substr(name.find_last_of('/') + 1).c_str(), threads, least, most, sum / loops);
  return 0;
}

int main(int count, char **arguments) {
  std::string command = count > 1 ? arguments[1] : "";
  Options options;
  if (command == "converter_lite" &&
      Read(count - 2, arguments + 2, {"--fmk", "--modelFile", "--outputFile", "--inputShape", "--configFile"}, &options)) {
    return Convert(options);
  }
  if (command == "benchmark" &&
      Read(count - 2, arguments + 2, {"--modelFile", "--inDataFile", "--loopCount", "--warmUpLoopCount", "--numThreads"},
           &options)) {
    return Benchmark(options);
  }
  std::cerr << "usage: see head of lite_commands.cc\n";
  return 2;
}
