// std::locale with the "C" locale, the user's locale and a facet of the program's own. (MinGW's C++
// library knows no other named locales.)
#include <iostream>
#include <locale>
#include <sstream>
#include <stdexcept>

struct Grouping : std::numpunct<char> {
  char do_thousands_sep() const override { return '.'; }
  char do_decimal_point() const override { return ','; }
  std::string do_grouping() const override { return "\3"; }
};

int main() {
  std::cout << std::locale().name() << '\n';
  std::ostringstream out;
  out.imbue(std::locale(std::locale::classic(), new Grouping));
  out << 1234567 << ' ' << 1234.5;
  std::cout << out.str() << '\n';
  std::istringstream in("7.654.321 2,5");
  in.imbue(out.getloc());
  int whole = 0;
  double real = 0;
  in >> whole >> real;
  std::cout << whole << ' ' << real << '\n';
  const auto& ctype = std::use_facet<std::ctype<char>>(std::locale::classic());
  std::cout << ctype.toupper('q') << ctype.is(std::ctype_base::digit, '5')
            << ctype.is(std::ctype_base::punct, 'a') << '\n';
  const auto& collate = std::use_facet<std::collate<char>>(std::locale::classic());
  const std::string a = "Zebra", b = "apple";
  std::cout << (collate.compare(a.data(), a.data() + a.size(), b.data(), b.data() + b.size()) < 0)
            << '\n';
  try {
    std::locale unknown("xx_YY");
    std::cout << "not reached\n";
  } catch (const std::runtime_error&) {
    std::cout << "no such locale\n";
  }
  std::tm date{};
  date.tm_year = 126, date.tm_mon = 10, date.tm_mday = 25, date.tm_hour = 13, date.tm_wday = 3;
  std::ostringstream time;
  std::use_facet<std::time_put<char>>(std::locale::classic())
      .put(std::ostreambuf_iterator<char>(time), time, ' ', &date, 'A');
  std::cout << time.str() << '\n';
}
