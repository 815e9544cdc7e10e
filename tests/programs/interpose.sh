#!/usr/bin/env bash
# Linux programs whose system calls pass the gateway: same output, exit status and files as without.
. "$(dirname "$0")/lib.sh"
require bash git python3 gcc
"$mimic" run --interpose -- /bin/true || fail "the monitor does not work here"

mkdir tree && for i in 1 2 3 4 5 6 7 8 9; do seq "$i"000 > "tree/file $i"; done
cat >hello.c <<'EOF'
#include <stdio.h>
int main(int argc, char** argv) { return printf("%d %s\n", argc, argv[argc - 1]) < 0; }
EOF
cat >script <<'EOF'
#!/bin/sh -e
echo "script $0 $1"; exit 4
EOF
chmod +x script
cat >threads.py <<'EOF'
import os, signal, subprocess, sys, threading
count = 0
def work():
    global count
    for _ in range(50): os.stat("."); count += 1
threads = [threading.Thread(target=work) for _ in range(40)]
for t in threads: t.start()
for t in threads: t.join()
print(count, os.readlink("/proc/self/exe"), open("/proc/self/comm").read().strip())
got = []
signal.signal(signal.SIGALRM, lambda s, f: got.append(s))
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
for _ in range(20):
    assert subprocess.run(["/bin/echo", "x"], stdout=subprocess.PIPE).stdout == b"x\n"
    if (pid := os.fork()) == 0: os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(got) > 5)
EOF

# same COMMAND...: natively and interposed.
same() {
  local native=0 interposed=0
  "$@" >native.out 2>native.err </dev/null || native=$?
  timeout 60 "$mimic" run --interpose -- "$@" >mimic.out 2>mimic.err </dev/null || interposed=$?
  [ $native = $interposed ] || { cat mimic.err >&2; fail "$*: status $interposed, natively $native"; }
  cmp -s native.out mimic.out || { diff native.out mimic.out | head -5 >&2; fail "$*: other output"; }
  cmp -s native.err mimic.err || { diff native.err mimic.err | head -5 >&2; fail "$*: other errors"; }
}

same ls -la tree
same sh -c 'for f in tree/*; do wc -l "$f"; done | sort | tail -3; (exit 3); echo $?; exit 5'
same bash -c 'trap "echo usr1" USR1; kill -USR1 $$; ulimit -a | wc -l; cat <(echo sub) - <<<x; { sleep 0.05; echo late; } & wait; kill -9 $$'
same bash -c 'shopt -s nullglob; declare -A a=([x]=1 [y]=2); echo "${!a[@]}" | wc -w; printf "%s\n" {1..200} | grep -c 1; exec ./script "an argument"'
same bash -c 'exec /proc/self/exe -c "echo again; exit 6"'
same ./script one
same sh -c 'find tree -type f -print0 | xargs -0 -n2 md5sum; tar -cf - tree | gzip -n | md5sum'
same ls /nonexistent
same sh -c 'nonexistent-command; echo $?; ./tree; echo $?; echo "#!/nonexistent/interpreter" >bad; chmod +x bad; ./bad; echo $?'
same gcc -O1 hello.c -o hello
same ./hello a b
gcc -O1 -static hello.c -o hello-static 2>/dev/null && same ./hello-static a b
gcc -O1 -no-pie hello.c -o hello-fixed && same ./hello-fixed a b
same python3 threads.py
same perl -e '$SIG{ALRM} = sub { print "alarm\n" }; alarm 1; select undef, undef, undef, 3; print -s "hello.c", "\n"; die "end"'
same git -c init.defaultBranch=main init -q repository
(cd repository && cp ../hello.c . && git -c user.name=a -c user.email=a@b -c core.hooksPath=/dev/null add hello.c)
same git -C repository status --short
same git -C repository -c user.name=a -c user.email=a@b -c gc.auto=0 commit -q --dry-run
echo "same output, status and errors"
