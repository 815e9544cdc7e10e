// Sockets: addresses, messages, options.
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr size_t kFamilySize = sizeof(sa_family_t);

// Interfaces by name, as the collector knows them.
void print_interface(Printer& p, uint32_t index) {
  char name[IF_NAMESIZE];
  if (index && if_indextoname(index, name))
    p.print("if_nametoindex(\"%s\")", name);
  else
    p.unsigned_decimal(index);
}

void print_internet_address(Printer& p, in_addr address) {
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address, text, sizeof text);
  p.print("inet_addr(\"%s\")", text);
}

bool unix_address(Printer& p, Members& m, Bytes bytes) {
  if (bytes.size() <= kFamilySize) return false;
  const Bytes path = bytes.subspan(kFamilySize);
  m("sun_path");
  if (path[0]) {
    p.field_text(path.first(
        path.size() < sizeof(sockaddr_un::sun_path) ? path.size() : sizeof(sockaddr_un::sun_path)));
    return true;
  }
  p.text("@");  // an abstract name: its NULs count
  p.quoted(path.subspan(1), path.size());
  return true;
}

bool internet_address(Printer& p, Members& m, Bytes bytes) {
  const auto address = structure<sockaddr_in>(bytes);
  if (!address) return false;
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
  m("sin_port").print("htons(%u)", ntohs(address->sin_port));
  m("sin_addr").print("inet_addr(\"%s\")", text);
  return true;
}

bool internet6_address(Printer& p, Members& m, Bytes bytes) {
  constexpr size_t kWithoutScope = 24;
  if (bytes.size() < kWithoutScope) return false;
  sockaddr_in6 address{};
  std::memcpy(&address, bytes.data(),
              bytes.size() < sizeof address ? bytes.size() : sizeof address);
  char text[INET6_ADDRSTRLEN];
  inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof text);
  m("sin6_port").print("htons(%u)", ntohs(address.sin6_port));
  m("sin6_flowinfo").print("htonl(%u)", ntohl(address.sin6_flowinfo));
  // the address has no member's name before it, but its function's
  p.print(", inet_pton(AF_INET6, \"%s\", &sin6_addr)", text);
  if (bytes.size() >= sizeof address) m("sin6_scope_id").unsigned_decimal(address.sin6_scope_id);
  return true;
}

bool netlink_address(Printer& p, Members& m, Bytes bytes) {
  const auto address = structure<sockaddr_nl>(bytes);
  if (!address) return false;
  m("nl_pid").unsigned_decimal(address->nl_pid);
  m("nl_groups").print("%#08x", address->nl_groups);
  return true;
}

bool packet_address(Printer& p, Members& m, Bytes bytes) {
  const auto address = structure<sockaddr_ll>(bytes);
  if (!address) return false;
  static constexpr Name kPackets[] = {{0, "PACKET_HOST"},      {1, "PACKET_BROADCAST"},
                                      {2, "PACKET_MULTICAST"}, {3, "PACKET_OTHERHOST"},
                                      {4, "PACKET_OUTGOING"},  {5, "PACKET_LOOPBACK"}};
  static constexpr Name kProtocols[] = {{0x0003, "ETH_P_ALL"},  {0x0800, "ETH_P_IP"},
                                        {0x0806, "ETH_P_ARP"},  {0x86dd, "ETH_P_IPV6"},
                                        {0x88cc, "ETH_P_LLDP"}, {0x888e, "ETH_P_PAE"}};
  static constexpr Name kHardware[] = {
      {1, "ARPHRD_ETHER"}, {772, "ARPHRD_LOOPBACK"}, {0xfffe, "ARPHRD_NONE"}};
  m("sll_protocol").text("htons(");
  p.one(kProtocols, ntohs(address->sll_protocol), "ETH_P_???");
  p.text(")");
  print_interface(m("sll_ifindex"), static_cast<uint32_t>(address->sll_ifindex));
  m("sll_hatype").one(kHardware, address->sll_hatype, "ARPHRD_???");
  m("sll_pkttype").one(kPackets, address->sll_pkttype, "PACKET_???");
  m("sll_halen").unsigned_decimal(address->sll_halen);
  if (address->sll_halen) {
    m("sll_addr").text("[");
    for (unsigned i = 0; i < address->sll_halen && i < sizeof address->sll_addr; ++i)
      p.print("%s%#02x", i ? ", " : "", address->sll_addr[i]);
    p.text("]");
  }
  return true;
}

bool vsock_address(Printer& p, Members& m, Bytes bytes) {
  const auto address = structure<sockaddr_vm>(bytes);
  if (!address) return false;
  static constexpr Name kIds[] = {{0, "VMADDR_CID_HYPERVISOR"},
                                  {1, "VMADDR_CID_LOCAL"},
                                  {2, "VMADDR_CID_HOST"},
                                  {0xffffffff, "VMADDR_CID_ANY"}};
  m("svm_cid");
  if (const char* name = name_in(kIds, address->svm_cid))
    p.text(name);
  else
    p.hex(address->svm_cid);
  m("svm_port");
  if (address->svm_port == VMADDR_PORT_ANY)
    p.text("VMADDR_PORT_ANY");
  else
    p.hex(address->svm_port);
  return true;
}

using FamilyPrinter = bool (*)(Printer&, Members&, Bytes);
constexpr struct {
  uint16_t family;
  FamilyPrinter print;
} kFamilies[] = {{AF_UNIX, unix_address},       {AF_INET, internet_address},
                 {AF_INET6, internet6_address}, {AF_NETLINK, netlink_address},
                 {AF_PACKET, packet_address},   {AF_VSOCK, vsock_address}};

// struct msghdr as the kernel has it.
struct Header {
  uint64_t name;
  uint32_t name_size, padding1;
  uint64_t iov, iov_count, control, control_size;
  uint32_t flags, padding2;
};

struct ControlHeader {
  uint64_t size;
  int32_t level, type;
};

void control_data(Printer& p, const ControlHeader& header, Bytes data) {
  p.text(", cmsg_data=");
  if (header.level == SOL_SOCKET && header.type == SCM_RIGHTS) {
    p.text("[");
    for (size_t i = 0; i + 4 <= data.size(); i += 4) {
      int32_t descriptor;
      std::memcpy(&descriptor, data.data() + i, sizeof descriptor);
      if (i) p.text(", ");
      p.descriptor(descriptor);
    }
    p.text("]");
    return;
  }
  if (header.level == SOL_SOCKET && header.type == SCM_CREDENTIALS) {
    if (const auto who = structure<ucred>(data)) {
      Members m(p);
      m("pid").decimal(who->pid);
      m("uid").id(who->uid);
      m("gid").id(who->gid);
      return;
    }
  }
  if (header.level == SOL_IP && header.type == IP_PKTINFO) {
    if (const auto info = structure<in_pktinfo>(data)) {
      Members m(p);
      print_interface(m("ipi_ifindex"), static_cast<uint32_t>(info->ipi_ifindex));
      print_internet_address(m("ipi_spec_dst"), info->ipi_spec_dst);
      print_internet_address(m("ipi_addr"), info->ipi_addr);
      return;
    }
  }
  if (header.level == SOL_SOCKET && data.size() == 16) {
    if (header.type == 29 && print_timeval(p, data)) return;
    if (header.type == 35 && print_timespec(p, data)) return;
  }
  p.quoted(data, p.options.string_limit);
}

// The control messages, each of which says how long it is.
void print_control(Printer& p, uint64_t address, uint64_t size) {
  const Bytes bytes = p.memory.at(address, size, p.at_exit);
  if (bytes.size() < sizeof(ControlHeader)) return p.address(address);
  p.text("[");
  uint64_t at = 0;
  for (bool first = true; at + sizeof(ControlHeader) <= bytes.size(); first = false) {
    ControlHeader header;
    std::memcpy(&header, bytes.data() + at, sizeof header);
    if (!first) p.text(", ");
    p.print("{cmsg_len=%lu, cmsg_level=", header.size);
    p.one(names_of(Type::kSocketLevel)->names, static_cast<uint32_t>(header.level), "SOL_???");
    p.text(", cmsg_type=");
    if (header.level == SOL_SOCKET)
      p.one(control_message_types(), static_cast<uint32_t>(header.type), "SCM_???");
    else
      p.one(socket_option_names(static_cast<uint32_t>(header.level)),
            static_cast<uint32_t>(header.type), "???");
    const uint64_t whole = header.size < bytes.size() - at ? header.size : bytes.size() - at;
    if (whole > sizeof header)
      control_data(p, header, bytes.subspan(at + sizeof header, whole - sizeof header));
    p.text("}");
    if (header.size < sizeof header || header.size > bytes.size() - at) break;
    at += (header.size + 7) & ~7ull;
  }
  p.text("]");
}

bool sockaddr_(Printer& p, Bytes bytes) { return print_sockaddr(p, bytes); }

// struct iovec by itself: memory of another process, or buffers that are only named.
bool iovec_(Printer& p, Bytes bytes) {
  struct Element {
    uint64_t base, size;
  };
  const auto one = structure<Element>(bytes);
  if (!one) return false;
  Members m(p);
  m("iov_base").address(one->base);
  m("iov_len").unsigned_decimal(one->size);
  return true;
}

bool interface_request(Printer& p, Bytes bytes) {
  const auto request = structure<ifreq>(bytes);
  if (!request) return false;
  const Bytes value = bytes.subspan(sizeof request->ifr_name);
  Members m(p);
  m("ifr_name").field_text(bytes_of(request->ifr_name));
  if (p.at_exit) m("ifr_ifindex").decimal(*structure<int32_t>(value));
  return true;
}

constexpr TypedPrinter kPrinters[] = {
    {Type::kSockaddr, sockaddr_}, {Type::kIovec, iovec_}, {Type::kIfreq, interface_request}};

}  // namespace

Printers network_structures() { return kPrinters; }

bool print_sockaddr(Printer& p, Bytes bytes) {
  const auto family = structure<uint16_t>(bytes);
  if (!family) return false;
  Members m(p);
  m("sa_family").one(names_of(Type::kSocketDomain)->names, *family, "AF_???");
  for (const auto& known : kFamilies)
    if (known.family == *family && known.print(p, m, bytes)) return true;
  if (bytes.size() > kFamilySize)
    m("sa_data").quoted(bytes.subspan(kFamilySize), p.options.string_limit);
  return true;
}

void print_iovec(Printer& p, uint64_t address, uint64_t count, uint64_t room, bool contents) {
  struct Element {
    uint64_t base, size;
  };
  if (!address) return p.text("NULL");
  if (!count) return p.text("[]");
  const Bytes elements = p.memory.at(address, count * sizeof(Element), p.at_exit);
  if (elements.size() < sizeof(Element)) return p.address(address);
  p.text("[");
  for (uint64_t i = 0; i < count; ++i) {
    if (i) p.text(", ");
    if (i >= p.options.string_limit || (i + 1) * sizeof(Element) > elements.size()) {
      p.text("...");
      break;
    }
    Element one;
    std::memcpy(&one, elements.data() + i * sizeof one, sizeof one);
    const uint64_t size = one.size < room ? one.size : room;
    room -= size;
    Members m(p);
    m("iov_base");
    if (contents)
      p.data_at(one.base, size);
    else
      p.address(one.base);
    m("iov_len").unsigned_decimal(one.size);
  }
  p.text("]");
}

void print_message(Printer& p, uint64_t address, uint64_t room) {
  const auto header = p.memory.read<Header>(address, p.at_exit);
  if (!header) return p.address(address);
  Members m(p);
  m("msg_name");
  const Bytes name = p.memory.at(header->name, header->name_size, p.at_exit);
  if (!header->name || !header->name_size || !print_sockaddr(p, name)) p.address(header->name);
  const auto before = p.memory.read<Header>(address, false);
  const auto size = static_cast<int32_t>(header->name_size);
  if (const auto room = static_cast<int32_t>(before->name_size); room != size)
    m("msg_namelen").print("%d => %d", room, size);
  else
    m("msg_namelen").decimal(size);
  m("msg_iov");
  print_iovec(p, header->iov, header->iov_count, room, true);
  m("msg_iovlen").unsigned_decimal(header->iov_count);
  if (header->control && header->control_size)
    print_control(m("msg_control"), header->control, header->control_size);
  m("msg_controllen").unsigned_decimal(header->control_size);
  m("msg_flags").set(names_of(Type::kMessageFlags)->names, header->flags, "MSG_???");
}

void print_socket_option(Printer& p, uint64_t level, uint64_t name, uint64_t address,
                         uint64_t size) {
  if (!address) return p.text("NULL");
  const Bytes bytes = p.memory.at(address, size, p.at_exit);
  if (bytes.size() < size) return p.address(address);
  if (level == SOL_SOCKET) {
    if (name == SO_LINGER && size >= sizeof(linger)) {
      const auto value = structure<linger>(bytes);
      Members m(p);
      m("l_onoff").decimal(value->l_onoff);
      m("l_linger").decimal(value->l_linger);
      return;
    }
    if (name == SO_PEERCRED && size >= sizeof(ucred)) {
      const auto value = structure<ucred>(bytes);
      Members m(p);
      m("pid").decimal(value->pid);
      m("uid").id(value->uid);
      m("gid").id(value->gid);
      return;
    }
    if (name == SO_ERROR && size == 4) {
      const auto value = structure<uint32_t>(bytes);
      const char* error = *value ? error_name(*value) : nullptr;
      p.text("[");
      p.text(error ? error : std::to_string(*value));
      p.text("]");
      return;
    }
  }
  if (level == SOL_IP && size >= sizeof(ip_mreq) &&
      (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP)) {
    const auto membership = structure<ip_mreq>(bytes);
    Members m(p);
    print_internet_address(m("imr_multiaddr"), membership->imr_multiaddr);
    print_internet_address(m("imr_interface"), membership->imr_interface);
    return;
  }
  if (size == sizeof(int)) return p.print("[%d]", *structure<int32_t>(bytes));
  // the options of these levels are numbers but for the few above and those that are text
  if (size < sizeof(int) && level == SOL_SOCKET && name != SO_BINDTODEVICE)
    return p.address(address);
  if (bytes.empty()) return p.text("\"\"");
  p.quoted(bytes, p.options.string_limit);
}

}  // namespace mimic::syscalls
