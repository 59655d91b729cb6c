// The main function of every tool. The Makefile compiles this once a tool, with the name of its
// command.
#include "commands.h"

int main(int argc, char **argv) { return cli::run(cli::COMMAND(), argc, argv); }
