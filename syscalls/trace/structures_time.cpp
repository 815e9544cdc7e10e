// Times, intervals, what is waited for.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <utime.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

void members_of(Printer& p, const timespec& time) {
  Members m(p);
  m("tv_sec").decimal(time.tv_sec);
  m("tv_nsec").decimal(time.tv_nsec);
}
void members_of(Printer& p, const timeval& time) {
  Members m(p);
  m("tv_sec").decimal(time.tv_sec);
  m("tv_usec").decimal(time.tv_usec);
}

void date_comment(Printer& p, int64_t seconds) {
  if (!seconds) return;
  tm broken;
  char text[64];
  if (!localtime_r(&seconds, &broken)) return;
  if (strftime(text, sizeof text, "%FT%T%z", &broken)) p.print(" /* %s */", text);
}

// " /* 1970-01-01T00:00:01.000002+0000 */"
void precise_date_comment(Printer& p, int64_t seconds, int64_t fraction, int digits) {
  tm broken;
  char text[64];
  if (!localtime_r(&seconds, &broken) || !strftime(text, sizeof text, "%FT%T", &broken)) return;
  p.print(" /* %s", text);
  if (fraction) p.print(".%0*ld", digits, fraction);
  if (strftime(text, sizeof text, "%z", &broken)) p.print("%s */", text);
}

// Of utimensat: two special values of the nanoseconds.
bool file_time(Printer& p, Bytes bytes) {
  const auto time = structure<timespec>(bytes);
  if (!time) return false;
  if (time->tv_nsec == UTIME_NOW) {
    p.text("UTIME_NOW");
  } else if (time->tv_nsec == UTIME_OMIT) {
    p.text("UTIME_OMIT");
  } else {
    members_of(p, *time);
    precise_date_comment(p, time->tv_sec, time->tv_nsec, 9);
  }
  return true;
}

bool file_timeval(Printer& p, Bytes bytes) {
  const auto time = structure<timeval>(bytes);
  if (!time) return false;
  members_of(p, *time);
  precise_date_comment(p, time->tv_sec, time->tv_usec, 6);
  return true;
}

bool timezone_(Printer& p, Bytes bytes) {
  const auto zone = structure<struct timezone>(bytes);
  if (!zone) return false;
  Members m(p);
  m("tz_minuteswest").decimal(zone->tz_minuteswest);
  m("tz_dsttime").decimal(zone->tz_dsttime);
  return true;
}

bool itimerspec_(Printer& p, Bytes bytes) {
  const auto timer = structure<itimerspec>(bytes);
  if (!timer) return false;
  Members m(p);
  members_of(m("it_interval"), timer->it_interval);
  members_of(m("it_value"), timer->it_value);
  return true;
}

bool itimerval_(Printer& p, Bytes bytes) {
  const auto timer = structure<itimerval>(bytes);
  if (!timer) return false;
  Members m(p);
  members_of(m("it_interval"), timer->it_interval);
  members_of(m("it_value"), timer->it_value);
  return true;
}

bool utimbuf_(Printer& p, Bytes bytes) {
  const auto times = structure<utimbuf>(bytes);
  if (!times) return false;
  Members m(p);
  m("actime").decimal(times->actime);
  date_comment(p, times->actime);
  m("modtime").decimal(times->modtime);
  date_comment(p, times->modtime);
  return true;
}

bool time_(Printer& p, Bytes bytes) {
  const auto time = structure<int64_t>(bytes);
  if (!time) return false;
  p.print("[%ld", *time);
  date_comment(p, *time);
  p.text("]");
  return true;
}

bool timex_(Printer& p, Bytes bytes) {
  const auto time = structure<timex>(bytes);
  if (!time) return false;
  Members m(p);
  m("modes").set(timex_modes(), time->modes, "ADJ_???");
  m("offset").decimal(time->offset);
  m("freq").decimal(time->freq);
  m("maxerror").decimal(time->maxerror);
  m("esterror").decimal(time->esterror);
  m("status").set(timex_status(), static_cast<uint32_t>(time->status), "STA_???");
  m("constant").decimal(time->constant);
  m("precision").decimal(time->precision);
  m("tolerance").decimal(time->tolerance);
  members_of(m("time"), time->time);
  m("tick").decimal(time->tick);
  m("ppsfreq").decimal(time->ppsfreq);
  m("jitter").decimal(time->jitter);
  m("shift").decimal(time->shift);
  m("stabil").decimal(time->stabil);
  m("jitcnt").decimal(time->jitcnt);
  m("calcnt").decimal(time->calcnt);
  m("errcnt").decimal(time->errcnt);
  m("stbcnt").decimal(time->stbcnt);
  m("tai").decimal(time->tai);
  return true;
}

bool pollfd_(Printer& p, Bytes bytes) {
  const auto one = structure<pollfd>(bytes);
  if (!one) return false;
  Members m(p);
  m("fd").descriptor(one->fd);
  if (one->fd >= 0) m("events").set(poll_events(), static_cast<uint16_t>(one->events), "POLL???");
  return true;
}

bool epoll_event_(Printer& p, Bytes bytes) {
  const auto event = structure<epoll_event>(bytes);
  if (!event) return false;
  Members m(p);
  m("events").set(epoll_events(), event->events, "EPOLL???");
  Members data(m("data"));
  data("u32").unsigned_decimal(event->data.u32);
  data("u64").unsigned_decimal(event->data.u64);
  return true;
}

bool io_event_(Printer& p, Bytes bytes) {
  struct IoEvent {
    uint64_t data, object;
    int64_t result, result2;
  };
  const auto event = structure<IoEvent>(bytes);
  if (!event) return false;
  Members m(p);
  m("data").hex(event->data);
  m("obj").hex(event->object);
  m("res").decimal(event->result);
  m("res2").decimal(event->result2);
  return true;
}

bool iocb_(Printer& p, Bytes bytes) {
  struct Iocb {
    uint64_t data;
    uint32_t key, rw_flags;
    uint16_t operation;
    int16_t priority;
    uint32_t descriptor;
    uint64_t buffer, bytes;
    int64_t offset;
    uint64_t reserved;
    uint32_t flags, event_descriptor;
  };
  const auto one = structure<Iocb>(bytes);
  if (!one) return false;
  Members m(p);
  m("aio_data").hex(one->data);
  m("aio_lio_opcode").one(iocb_operations(), one->operation, "IOCB_CMD_???");
  m("aio_fildes").descriptor(static_cast<int32_t>(one->descriptor));
  m("aio_buf").address(one->buffer);
  m("aio_nbytes").unsigned_decimal(one->bytes);
  m("aio_offset").decimal(one->offset);
  return true;
}

bool futex_waitv_(Printer& p, Bytes bytes) {
  struct Waiter {
    uint64_t value, address;
    uint32_t flags, reserved;
  };
  const auto one = structure<Waiter>(bytes);
  if (!one) return false;
  Members m(p);
  m("val").hex(one->value);
  m("uaddr").address(one->address);
  m("flags");
  if (one->flags & 3) {
    static constexpr Name kSizes[] = {{2, "FUTEX_32"}, {0x80, "FUTEX_PRIVATE_FLAG"}};
    p.set(kSizes, one->flags, "FUTEX_???");
  } else {
    p.hex(one->flags);
  }
  return true;
}

constexpr TypedPrinter kPrinters[] = {
    {Type::kTimespec, print_timespec},
    {Type::kTimeval, print_timeval},
    {Type::kFileTime, file_time},
    {Type::kFileTimeval, file_timeval},
    {Type::kTimezone, timezone_},
    {Type::kItimerspec, itimerspec_},
    {Type::kItimerval, itimerval_},
    {Type::kUtimbuf, utimbuf_},
    {Type::kTime, time_},
    {Type::kTimex, timex_},
    {Type::kPollfd, pollfd_},
    {Type::kEpollEvent, epoll_event_},
    {Type::kIoEvent, io_event_},
    {Type::kIocb, iocb_},
    {Type::kFutexWaitv, futex_waitv_},
};

}  // namespace

Printers time_structures() { return kPrinters; }

bool print_timespec(Printer& p, Bytes bytes) {
  const auto time = structure<timespec>(bytes);
  if (time) members_of(p, *time);
  return time.has_value();
}

bool print_timeval(Printer& p, Bytes bytes) {
  const auto time = structure<timeval>(bytes);
  if (time) members_of(p, *time);
  return time.has_value();
}

}  // namespace mimic::syscalls
