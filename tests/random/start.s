# The program of a random case: walks the references and then the initialisers, and writes for each
# the object's number, the symbol's number and the mark of the definition that it got, eight bytes each.
    .globl _start
_start:
    lea buffer(%rip), %rdi
    mov $__start_recs, %rbx
1:  cmp $__stop_recs, %rbx
    jae 3f
    mov (%rbx), %rax
    mov %rax, (%rdi)
    mov 8(%rbx), %rax
    mov %rax, 8(%rdi)
    mov 16(%rbx), %rax
    mov $-1, %rcx               # nothing: an undefined weak symbol
    test %rax, %rax
    jz 2f
    mov (%rax), %rcx
2:  mov %rcx, 16(%rdi)
    add $24, %rdi
    add $24, %rbx
    jmp 1b
3:  mov $__init_array_start, %rbx
4:  cmp $__init_array_end, %rbx
    jae 5f
    movq $-1, (%rdi)
    movq $0, 8(%rdi)
    mov (%rbx), %rax
    mov (%rax), %rax
    mov %rax, 16(%rdi)
    add $24, %rdi
    add $8, %rbx
    jmp 4b
5:  lea buffer(%rip), %rsi
    mov %rdi, %rdx
    sub %rsi, %rdx
    mov $1, %edi
    mov $1, %eax
    syscall
    xor %edi, %edi
    mov $60, %eax
    syscall
    .lcomm buffer, 65536
    .section .note.GNU-stack,"",@progbits
