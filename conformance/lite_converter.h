// The part of MindSpore Lite 2.0.0's converter that is called here: the wheel ships no converter.h, only exported members.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>
#include "include/api/status.h"
#include "include/registry/converter_context.h"

namespace mindspore {
struct ConverterPara;
class MS_API Converter {
 public:
  Converter();
  ~Converter() = default;
  void SetSaveType(ModelType t);
  void SetConfigFile(const std::vector<char> &file);
  void SetInputShape(const std::map<std::vector<char>, std::vector<int64_t>> &shapes);
  Status Convert(converter::FmkType fmk, const std::vector<char> &model, const std::vector<char> &out,
                 const std::vector<char> &weight);
  std::shared_ptr<ConverterPara> data_;
};
}  // namespace mindspore
