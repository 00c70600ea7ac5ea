# A package's life, inside a fresh system: installed, serving, upgraded, removed, purged. Each "== " line is a result.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
find / -xdev -path /proc -prune -o -path /tmp -prune -o -print | sort >/tmp/before
sort /etc/passwd /etc/group >/tmp/accounts-before
echo host.example.test >/etc/mailname

# send TEXT: as the account joe
send() {
    printf 'Subject: %s\n\n%s\n' "$1" "$1" >/tmp/message
    printf 'Fjoe@host.example.test\0Tjoe@host.example.test\0\0' >/tmp/envelope
    chmod 644 /tmp/message /tmp/envelope
    setpriv --reuid joe --regid joe --clear-groups sh -c '/var/qmail/bin/qmail-queue </tmp/message 1</tmp/envelope'
    echo "== sent $1: $?"
}
# arrived TEXT: within a minute
arrived() {
    for _ in $(seq 300); do
        if grep -qx "$1" /home/joe/Mailbox 2>/dev/null; then echo "== arrived $1"; return; fi
        sleep 0.2
    done
    echo "== lost $1"
    cat /tmp/log
}
start() {
    /var/qmail/bin/qmail-start >>/tmp/log 2>&1 &
    server=$!
}
stop() {
    kill "$server"
    wait "$server"
}

dpkg -i /eqmail.deb >/tmp/dpkg 2>&1
echo "== installed: $?"
[ -z "$(grep -i warning /tmp/dpkg)" ] || cat /tmp/dpkg
useradd -m joe
echo "== me: $(cat /var/qmail/control/me)"
/usr/lib/eqmail/lib/make-home /var/qmail check && echo '== home is right'
send waiting
start
arrived waiting
send served
arrived served
echo 'changed.example.test' >/var/qmail/control/locals.mine
cp /var/qmail/control/me /var/qmail/control/rcpthosts
stop
send between
dpkg -i /eqmail-newer.deb >/tmp/dpkg 2>&1
echo "== upgraded: $?"
echo "== kept: $(cat /var/qmail/control/locals.mine)"
start
arrived between
stop
dpkg -r eqmail >/tmp/dpkg 2>&1
echo "== removed: $?"
[ -e /var/qmail/control/me ] && echo '== configuration stays'
dpkg -P eqmail >/tmp/dpkg 2>&1
echo "== purged: $?"
cat /tmp/dpkg
userdel -r joe 2>/dev/null
rm /etc/mailname
find / -xdev -path /proc -prune -o -path /tmp -prune -o -print | sort >/tmp/after
sort /etc/passwd /etc/group >/tmp/accounts-after
diff /tmp/before /tmp/after | grep -v '/var/lib/dpkg\|/var/log\|/etc/.*-$\|/script$\|/var/cache' | grep '^[<>]' && echo '== leftovers'
diff /tmp/accounts-before /tmp/accounts-after && echo '== nothing left'
