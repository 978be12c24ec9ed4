#!/bin/sh
# GET /cgi-bin/fill?MB: MB MiB of new random data in a file of their own, which verify checks, too; prints their sha256
export PATH=/sbin:/bin
printf 'Content-type: text/plain\r\n\r\n'
case $QUERY_STRING in '' | *[!0-9]*) echo "give a number of MiB"; exit ;; esac
cd /var/lib || exit
name=fill-$(date +%s).bin
dd if=/dev/urandom of="$name" bs=1M count="$QUERY_STRING" conv=fsync 2>/dev/null
sha256sum "$name" > fill.new
cat fill.new
cat fill.new >> fill.sha256
sync fill.sha256
