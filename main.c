#include <stdio.h>
int a(void), c(void);
int main(void) { printf("%d %d\n", a(), c()); }
