// Times the int8 kernels of MindSpore Lite (the wheel's public C++ API) on one image.
//   lite-latency model.ms image.bin threads runs  -> one line per run: milliseconds of one Predict, after one that is not counted
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <vector>
#include "include/api/context.h"
#include "include/api/model.h"
#include "include/api/status.h"

using mindspore::MSTensor;

int main(int n, char **a) {
  if (n != 5) { std::cerr << "usage: lite-latency model.ms image.bin threads runs\n"; return 2; }
  auto context = std::make_shared<mindspore::Context>();
  context->SetThreadNum(std::atoi(a[3]));
  context->SetThreadAffinity(0);
  context->MutableDeviceInfo().push_back(std::make_shared<mindspore::CPUDeviceInfo>());
  mindspore::Model model;
  if (!model.Build(std::string(a[1]), mindspore::kMindIR_Lite, context).IsOk()) { std::cerr << "build failed\n"; return 1; }
  auto inputs = model.GetInputs();
  std::ifstream image(a[2], std::ios::binary);
  if (!image.read(static_cast<char *>(inputs[0].MutableData()), inputs[0].DataSize())) { std::cerr << "image is cut short\n"; return 1; }
  std::vector<MSTensor> outputs;
  for (int run = -1; run < std::atoi(a[4]); ++run) {
    auto start = std::chrono::steady_clock::now();
    if (!model.Predict(inputs, &outputs).IsOk()) { std::cerr << "predict failed\n"; return 1; }
    std::chrono::duration<double, std::milli> millis = std::chrono::steady_clock::now() - start;
    if (run >= 0) std::cout << millis.count() << "\n";
  }
  return 0;
}
