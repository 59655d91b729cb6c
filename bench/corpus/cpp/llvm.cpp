// Reads a module of LLVM's assembly, verifies it, turns it to bitcode and back, and prints it; and
// tells of an error.
#include <cstdio>
#include <llvm-c/Analysis.h>
#include <llvm-c/BitReader.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/Core.h>
#include <llvm-c/IRReader.h>

static const char good[] = R"(
define i32 @add(i32 %a, i32 %b) {
  %sum = add nsw i32 %a, %b
  ret i32 %sum
}
define double @half(double %x) !dbg !3 {
  %y = fmul double %x, 5.000000e-01
  ret double %y, !dbg !5
}
!llvm.module.flags = !{!0}
!llvm.dbg.cu = !{!1}
!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = distinct !DICompileUnit(language: DW_LANG_C99, file: !2, emissionKind: FullDebug)
!2 = !DIFile(filename: "half.c", directory: "/")
!3 = distinct !DISubprogram(name: "half", file: !2, line: 1, type: !4, unit: !1, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{})
!5 = !DILocation(line: 2, scope: !3)
)";
static const char bad[] = "define i32 @f() { ret i64 %nothing }";

static LLVMModuleRef parse(LLVMContextRef context, const char *text) {
  LLVMMemoryBufferRef buffer =
      LLVMCreateMemoryBufferWithMemoryRangeCopy(text, __builtin_strlen(text), "text");
  LLVMModuleRef module = nullptr;
  char *message = nullptr;
  if (LLVMParseIRInContext(context, buffer, &module, &message))
    std::printf("error: %s\n", message);
  return module;
}

int main() {
  LLVMContextRef context = LLVMContextCreate();
  parse(context, bad);
  LLVMModuleRef module = parse(context, good);
  char *message = nullptr;
  if (!module || LLVMVerifyModule(module, LLVMReturnStatusAction, &message))
    return 1;
  LLVMMemoryBufferRef bitcode = LLVMWriteBitcodeToMemoryBuffer(module);
  LLVMModuleRef again = nullptr;
  if (LLVMParseBitcodeInContext2(context, bitcode, &again))
    return 1;
  std::printf("%s%zu bytes of bitcode\n", LLVMPrintModuleToString(again),
              LLVMGetBufferSize(bitcode));
}
