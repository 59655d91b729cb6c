// What Microsoft's C runtime has as static objects, and a link of Rust's std asks for: thread-local storage,
// the stack probe, and two markers. Its functions come from DLLs, see `imports`.
	.section .tls,"dw"
tls_start:
	.quad 0
	.section .tls$ZZZ,"dw"
tls_end:
	.quad 0
	.section .CRT$XLA,"dr"
callbacks_start:
	.quad 0
	.section .CRT$XLZ,"dr"
	.quad 0
// IMAGE_TLS_DIRECTORY64 of the PE format.
	.section .rdata,"dr"
	.globl _tls_used
	.p2align 3
_tls_used:
	.quad tls_start
	.quad tls_end
	.quad _tls_index
	.quad callbacks_start + 8
	.long 0
	.long 0
	.data
	.globl _tls_index
	.globl _fltused
	.globl "??_7type_info@@6B@"
	.p2align 3
_tls_index:
	.long 0
_fltused:
	.long 0x9875
"??_7type_info@@6B@":
	.quad 0
// Touches each page of the RAX bytes that a function is about to take from the stack.
	.text
	.globl __chkstk
__chkstk:
	push %rcx
	push %rax
	lea 24(%rsp), %rcx
1:	cmp $0x1000, %rax
	jb 2f
	sub $0x1000, %rcx
	test %rcx, (%rcx)
	sub $0x1000, %rax
	jmp 1b
2:	sub %rax, %rcx
	test %rcx, (%rcx)
	pop %rax
	pop %rcx
	ret
