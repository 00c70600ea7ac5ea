# A package's life, inside a fresh system: installed, serving, upgraded, removed, purged; before it the image that is only
# unpacked. Each "== " line is a result.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
find / -xdev -path /proc -prune -o -path /tmp -prune -o -print | sort >/tmp/before
sort /etc/passwd /etc/group >/tmp/accounts-before
echo host.example.test >/etc/mailname

useradd -m joe
joe='setpriv --reuid joe --regid joe --clear-groups sh -c'

mkdir /opt/image && tar -C /opt/image --strip-components=1 -xzf /eqmail.tar.gz
$joe 'HOME=/home/joe QMAILHOME=/home/joe/trial exec /opt/image/bin/eqmail run' >/tmp/trial 2>&1 &
trial=$!
for _ in $(seq 300); do
    if grep -q '^eqmail: running' /tmp/trial; then break; fi
    sleep 0.2
done
$joe 'echo unpacked | QMAILHOME=/home/joe/trial /opt/image/bin/qmail-inject postmaster'
echo "== unpacked: $?"
for _ in $(seq 300); do
    if grep -qrx unpacked /home/joe/trial/mail/*/Maildir/new 2>/dev/null; then echo '== arrived unpacked'; break; fi
    sleep 0.2
done
kill $trial
wait $trial
rm -rf /opt/image /home/joe/trial

# send TEXT: as the account joe
send() {
    printf 'Subject: %s\n\n%s\n' "$1" "$1" >/tmp/message
    printf 'Fjoe@host.example.test\0Tjoe@host.example.test\0\0' >/tmp/envelope
    chmod 644 /tmp/message /tmp/envelope
    $joe '/var/qmail/bin/qmail-queue </tmp/message 1</tmp/envelope'
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
echo "== me: $(cat /var/qmail/control/me)"
[ -z "$(/var/qmail/bin/instcheck 2>&1 | tee /tmp/faults)" ] && echo '== home is right'
cat /tmp/faults
send waiting
start
arrived waiting
send served
arrived served
# What calls a mail server by the name that all of them have: programs, cron, mail(1), mutt.
$joe 'printf "To: joe\nSubject: program\n\nby-program\n" | /usr/sbin/sendmail -t -oi'
echo "== sent by a program: $?"
arrived by-program
$joe 'printf "To: joe\nSubject: Cron\n\nby-cron\n" | /usr/sbin/sendmail -FCronDaemon -i -B8BITMIME -oem joe'
echo "== sent by cron: $?"
arrived by-cron
dpkg -i /mailx/*.deb >/tmp/mailx 2>&1 || cat /tmp/mailx
$joe 'echo by-mail | mail -s mail joe'
echo "== sent by mail: $?"
arrived by-mail
# Only unpacked: what it would bring along is no part of this story.
$joe 'echo by-mutt | LD_LIBRARY_PATH=/mutt/usr/lib/'"$(uname -m)"'-linux-gnu:/mutt/lib/'"$(uname -m)"'-linux-gnu \
    /mutt/usr/bin/mutt -n -F /dev/null -e "unset record" -s mutt joe'
echo "== sent by mutt: $?"
arrived by-mutt
mailq >/tmp/queue && echo '== mailq: 0'
dpkg -P bsd-mailx libbsd0 liblockfile1 liblockfile-bin >/tmp/mailx 2>&1 || cat /tmp/mailx
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
