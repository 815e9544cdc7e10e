#!/usr/bin/env bash
# mimic trace against strace: the same lines for the same program, addresses and process ids aside.
. "$(dirname "$0")/lib.sh"
require strace perl git
export XDG_CACHE_HOME=$work/.cache HOME=$work
strace -o /dev/null true 2>/dev/null || { echo "skipped: strace may not trace here"; exit 77; }
mkdir tree && for i in 1 2 3 4 5; do seq $i > "tree/file $i"; done

# What differs between two runs of the same program: addresses, ids, random bytes, sizes of its output.
normalized() {
  sed -E 's/^[0-9]+ +//; s/0x[0-9a-f]{5,}/X/g; s/\b[0-9]{3,10}\b/N/g; s/getrandom\("[^"]*"/getrandom("R"/; s/ +/ /g; s/si_[us]time=[^,}]*/T/g; s/read\([0-9]+, ".*", 4\) = 4/read4/; s/^rt_sigreturn.*/rt_sigreturn/' "$1"
}
same() {
  local status=0 traced=0
  strace -f -o strace.out "$@" >native.out 2>&1 </dev/null || status=$?
  timeout 60 "$mimic" trace -f -o mimic.out -- "$@" >traced.out 2>&1 </dev/null || traced=$?
  [ $status = $traced ] || fail "$*: status $traced, under strace $status"
  cmp -s native.out traced.out || fail "$*: other output"
  if ! diff <(normalized strace.out) <(normalized mimic.out) >difference; then
    head -20 difference >&2
    fail "$*: another trace"
  fi
}
true >native.out >traced.out
same ls -l tree
same cat "tree/file 1" tree/none
same find tree -name 'file*'
same tar -cf /dev/null tree
same md5sum "tree/file 2"
same git --version
same perl -e 'open F, "<", "tree/file 3"; print <F>; $SIG{USR1} = sub { print "signal\n" }; kill USR1 => $$; exit 3'

# Calls that are tampered with.
LC_ALL=C "$mimic" trace -o failed -e trace=read -e inject=read:error=EIO:when=2+ -- cat "tree/file 5" >/dev/null 2>errors && fail "-e inject: cat succeeded"
grep -q 'Input/output error' errors && grep -q 'EIO (Input/output error) (INJECTED)' failed || fail "-e inject=read:error=EIO"
[ "$("$mimic" trace -o /dev/null -e inject=getuid,geteuid:retval=4242 -- id -ru)" = 4242 ] || fail "-e inject=getuid:retval"
expect_status 143 "$mimic" trace -o /dev/null -e inject=openat:signal=TERM:when=2 -- cat "tree/file 1" >/dev/null 2>&1

# The choice of calls, the table, and what is said of wrong ones.
"$mimic" trace -e trace=openat -o chosen -- cat "tree/file 1" >/dev/null
[ "$(grep -vc 'openat\|exited' chosen)" = 0 ] && grep -q '"tree/file 1"' chosen || fail "-e trace=openat"
"$mimic" trace -c -o table -- cat "tree/file 1" >/dev/null
grep -q ' execve$' table && grep -q '100.00' table || fail "-c"
"$mimic" trace -f -o many -- sh -c 'for i in 1 2 3; do (exit $i) & done; wait; cat tree/file*' >/dev/null
[ "$(grep -c 'exited with' many)" = 5 ] || fail "-f: a process is missing"
for wrong in trace=nosuchcall 'trace=/(' inject=read:error=ENOSUCH; do
  expect_status 2 "$mimic" trace -e "$wrong" -- true 2>errors
  [ "$(wc -l <errors)" = 1 ] || fail "-e $wrong: more than one line"
done
expect_status 127 "$mimic" trace -- /nonexistent/program 2>/dev/null
echo "the same traces"
