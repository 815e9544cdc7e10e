// Addresses of the machine itself by DnsQuery.
#include "check.h"
// clang-format off: these stand on the Windows headers that check.h includes
#include <windns.h>
// clang-format on

int main(void) {
  DNS_RECORDW* list = NULL;
  CHECK(DnsQuery_W(L"localhost", DNS_TYPE_A, DNS_QUERY_STANDARD, NULL, (void*)&list, NULL) == 0);
  CHECK(list && list->wType == DNS_TYPE_A && list->wDataLength == sizeof(DNS_A_DATA));
  CHECK(list->Data.A.IpAddress == 0x0100007f);
  CHECK(_wcsicmp(list->pName, L"localhost") == 0);
  DnsRecordListFree((void*)list, DnsFreeRecordList);
  CHECK(DnsNameCompare_W(L"Example.COM", L"example.com."));
  CHECK(!DnsNameCompare_W(L"example.com", L"example.org"));
  return 0;
}
