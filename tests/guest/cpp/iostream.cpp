// Streams of the C++ library: formatting, parsing, string and file streams, wide streams, errors.
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>

int main() {
  std::cout << std::hex << std::showbase << 255 << ' ' << std::oct << 8 << ' ' << std::dec << -12
            << '\n';
  std::cout << std::setw(8) << std::setfill('*') << std::left << "ab" << std::right << std::setw(6)
            << 3.5 << '\n';
  std::cout << std::fixed << std::setprecision(3) << 2.0 / 3 << ' ' << std::scientific << 12345.678
            << ' ' << std::defaultfloat << 1e-7 << ' ' << std::boolalpha << true << '\n';
  std::istringstream in("12 0x1f 3.25e2 word 99999999999");
  int decimal = 0, hexadecimal = 0, small = 0;
  double real = 0;
  std::string word;
  in >> decimal >> std::hex >> hexadecimal >> std::dec >> real >> word;
  std::cout << decimal << ' ' << hexadecimal << ' ' << real << ' ' << word << '\n';
  in >> small;
  std::cout << "overflow " << in.fail() << ' ' << small << '\n';

  {
    std::ofstream out("lines.txt");
    for (int i = 0; i < 3; ++i) out << "line " << i << '\n';
  }
  std::ifstream text("lines.txt");
  int count = 0;
  for (std::string line; std::getline(text, line);) count += line.size();
  std::ifstream raw("lines.txt", std::ios::binary | std::ios::ate);
  std::cout << "text " << count << ", on disk " << raw.tellg() << '\n';
  std::fstream both("lines.txt", std::ios::in | std::ios::out | std::ios::binary);
  both.seekp(5);
  both << "X";
  both.seekg(0);
  std::getline(both, word);
  std::cout << word.substr(0, 6) << '\n';
  std::ifstream missing("no such file");
  std::cout << "missing " << !missing << '\n';
  missing.exceptions(std::ios::goodbit);
  try {
    missing.exceptions(std::ios::failbit);
  } catch (const std::ios_base::failure&) {
    std::cout << "failure thrown\n";
  }
  std::wostringstream wide;
  wide << L"w" << 42 << L' ' << 1.5;
  std::cout << (wide.str() == L"w42 1.5") << '\n' << std::flush;
  std::wcout << L"wide out" << std::endl;
  std::cerr << "to standard error" << std::endl;
}
