#include <cstdio>

int main(int argument_count, char** arguments) { return 0; }
