# An installation from the source directory: made, spoiled, made again. In a mount namespace with accounts of its own.
# Each "== " line is a result. QMAILHOME, PROJECT: the home and the source directory.
umask 022
{
    echo root:x:0:0::/root:/bin/sh
    uid=54300
    for name in alias qmaild qmaill qmailp; do echo "$name:x:$uid:54300::$QMAILHOME:/bin/true"; uid=$((uid + 1)); done
    for name in qmailq qmailr qmails; do echo "$name:x:$uid:54305::$QMAILHOME:/bin/true"; uid=$((uid + 1)); done
} >passwd
printf 'root:x:0:\nnofiles:x:54300:\nqmail:x:54305:\n' >group
mount --bind passwd /etc/passwd && mount --bind group /etc/group || exit 1
cd "$PROJECT" || exit 1

build/setup "$QMAILHOME"
echo "== installed: $?"
build/setup "$QMAILHOME" check
echo "== checked: $?"

echo kept.example.test >"$QMAILHOME/control/me"
rm "$QMAILHOME/bin/qmail-remote" "$QMAILHOME/bin/qmail-inject"
printf '#!/bin/sh\nexit 0\n' >"$QMAILHOME/bin/qmail-remote"
chmod 755 "$QMAILHOME/bin/qmail-remote"
chown qmaild "$QMAILHOME/bin"
rmdir "$QMAILHOME/users"
chgrp nofiles "$QMAILHOME/alias"
chmod 00750 "$QMAILHOME/alias"
chmod 666 "$QMAILHOME/lib/eqmail.jar"
faults=$(build/setup "$QMAILHOME" check 2>&1)
echo "== spoiled: $?"
echo "$faults" | sed "s:$QMAILHOME:HOME:; s/^/== /"

build/setup "$QMAILHOME"
echo "== installed: $?"
build/setup "$QMAILHOME" check
echo "== checked: $?"
echo "== me: $(cat "$QMAILHOME/control/me")"
echo "== qmail-remote: $(head -n 1 "$QMAILHOME/bin/qmail-remote")"
rm -rf "$QMAILHOME"
