#!/usr/bin/env bash
# lefthook.exe installs and runs hooks in a git repository.
. "$(dirname "$0")/lib.sh"
require git
lefthook=$(program lefthook-windows-x64-2.2.2/package/bin/lefthook.exe)
"$mimic" "$lefthook" version | grep -q '^2\.2\.2' || fail "version"
git init -q repository
cd repository
git config user.email test@example.invalid
git config user.name Test
cat >lefthook.yml <<'EOF'
pre-commit:
  commands:
    first:
      run: echo first ran
    count:
      run: git ls-files --cached
EOF
echo text >file.txt
git add .
"$mimic" "$lefthook" install </dev/null || fail "install"
[ -x .git/hooks/pre-commit ] || fail "no hook was installed"
"$mimic" "$lefthook" run pre-commit </dev/null >log 2>&1 || { cat log >&2; fail "run pre-commit"; }
grep -q 'first ran' log || { cat log >&2; fail "a command of the hook did not run"; }
grep -q 'file.txt' log || { cat log >&2; fail "git did not run"; }
printf 'pre-commit:\n  commands:\n    bad:\n      run: exit 7\n' >lefthook.yml
expect_status 1 "$mimic" "$lefthook" run pre-commit </dev/null >log 2>&1
