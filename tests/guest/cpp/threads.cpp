// The C++ thread library: threads, mutexes, condition variables, futures, barriers, stop tokens.
#include <atomic>
#include <barrier>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <numeric>
#include <queue>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <vector>

int main() {
  std::mutex lock;
  std::condition_variable changed;
  std::queue<int> queue;
  bool closed = false;
  std::atomic<long> sum{0};
  std::vector<std::thread> consumers;
  for (int i = 0; i < 4; ++i)
    consumers.emplace_back([&] {
      for (;;) {
        std::unique_lock guard(lock);
        changed.wait(guard, [&] { return closed || !queue.empty(); });
        if (queue.empty()) return;
        sum += queue.front();
        queue.pop();
      }
    });
  for (int i = 1; i <= 1000; ++i) {
    const std::lock_guard guard(lock);
    queue.push(i);
    changed.notify_one();
  }
  {
    const std::lock_guard guard(lock);
    closed = true;
  }
  changed.notify_all();
  for (auto& thread : consumers) thread.join();
  std::printf("sum %ld\n", sum.load());

  auto answer = std::async(std::launch::async, [] { return 6 * 7; });
  std::promise<int> promise;
  auto broken = std::async(std::launch::async, []() -> int { throw std::runtime_error("no"); });
  std::thread([&] { promise.set_value(11); }).detach();
  std::printf("async %d, promise %d\n", answer.get(), promise.get_future().get());
  try {
    broken.get();
  } catch (const std::exception& error) {
    std::printf("broken: %s\n", error.what());
  }

  std::once_flag once;
  int calls = 0;
  std::shared_mutex shared;
  std::barrier meeting(3);
  std::counting_semaphore<8> slots(2);
  std::atomic<int> most{0}, inside{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      std::call_once(once, [&] { ++calls; });
      meeting.arrive_and_wait();
      for (int k = 0; k < 50; ++k) {
        slots.acquire();
        const int now = ++inside;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        --inside;
        slots.release();
        const std::shared_lock reader(shared);
      }
    });
  threads.clear();
  std::printf("once %d, at most two inside: %d\n", calls, most.load() <= 2);

  std::jthread stopped([](std::stop_token token) {
    while (!token.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  stopped.request_stop();
  stopped.join();
  std::timed_mutex timed;
  timed.lock();
  std::thread([&] {
    std::printf("timed %d\n", timed.try_lock_for(std::chrono::milliseconds(5)));
  }).join();
  timed.unlock();
}
