# shellcheck shell=bash
# The guest image: built once for a lab, from Debian's kernel, busybox and the scripts in guest/.

GUEST_MODULES="virtio_pci virtio_blk virtio_scsi sd_mod virtio_net ata_piix sr_mod isofs evdev button virtio_rng
    virtio_balloon virtio_console crc32c_intel nls_utf8 nls_ascii"

image_build() {
    local target=$STATE/image work
    [ ! -e "$target/labguest.qcow2" ] || return 0
    rm -rf "$target"
    mkdir -p "$target"
    work=$(mktemp -d "$target/build.XXXX")
    image_initramfs "$work"
    image_root "$work/root" "$work/initrd"
    # in a mount namespace of its own: whatever happens, mount and loop device end with it
    unshare --mount --propagation private "$LAB_DIR/lib/image-disk" "$work/root" "$work/disk.raw"
    qemu-img convert -O qcow2 "$work/disk.raw" "$work/labguest.qcow2"
    mv "$work/labguest.qcow2" "$target/labguest.qcow2"
    rm -rf "$work"
}

guest_kernel_version() { ls "$SOFTWARE/guest-kernel/lib/modules"; }

image_initramfs() { # WORK: makes WORK/initrd
    local kernel=$SOFTWARE/guest-kernel version tree=$1/initramfs module file
    version=$(guest_kernel_version)
    mkdir -p "$tree"/{bin,dev,proc,sys,newroot} "$tree/lib/modules/$version"
    [ -e "$kernel/lib/modules/$version/modules.dep.bin" ] || depmod -b "$kernel" "$version"
    for module in $GUEST_MODULES; do
        modprobe -d "$kernel" -S "$version" --show-depends "$module" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p'
    done | sort -u | while read -r file; do
        install -D "$file" "$tree${file#"$kernel"}"
    done
    cp "$kernel/lib/modules/$version"/modules.{order,builtin,builtin.modinfo} "$tree/lib/modules/$version/"
    depmod -b "$tree" "$version"
    echo "$GUEST_MODULES" | xargs > "$tree/modules.list"
    cp /bin/busybox "$tree/bin/"
    install -m 755 "$LAB_DIR/guest/initramfs-init" "$tree/init"
    (cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) > "$1/initrd"
}

image_root() { # TREE INITRD
    local applet script
    mkdir -p "$1"/{bin,sbin,dev,proc,sys,run,tmp,mnt,etc,root,boot/extlinux,var/log,var/lib,srv/cgi-bin}
    for applet in $(/bin/busybox --list); do ln -s busybox "$1/bin/$applet"; done
    cp --remove-destination /bin/busybox "$1/bin/busybox"
    image_programs "$1" /sbin/mke2fs /sbin/resize2fs
    for applet in init poweroff reboot halt; do ln -s ../bin/busybox "$1/sbin/$applet"; done
    for script in rc rc.stop network dhcp-bound power-button heartbeat first-data; do
        install -m 755 "$LAB_DIR/guest/$script" "$1/sbin/"
    done
    for script in "$LAB_DIR"/guest/*.cgi; do
        install -m 755 "$script" "$1/srv/cgi-bin/$(basename "$script" .cgi)"
    done
    ln -s /var/log/heartbeat "$1/srv/heartbeat"
    ln -s /mnt "$1/srv/mnt"
    install -m 644 "$LAB_DIR/guest/inittab" "$1/etc/"
    install -m 644 "$LAB_DIR/guest/extlinux.conf" "$1/boot/extlinux/"
    echo 'root::0:0:root:/root:/bin/sh' > "$1/etc/passwd"
    echo 'root:x:0:' > "$1/etc/group"
    cp "$SOFTWARE/guest-kernel/boot/vmlinuz-$(guest_kernel_version)" "$1/boot/vmlinuz"
    cp "$2" "$1/boot/initrd"
}

# Programs that busybox has no like of, with the libraries they need
image_programs() { # TREE PROGRAM...
    local tree=$1 program library
    shift
    for program in "$@"; do
        rm -f "$tree/bin/$(basename "$program")"
        install -D -m 755 "$program" "$tree/sbin/$(basename "$program")"
        ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
            install -D -m 755 "$library" "$tree$library"
        done
    done
}
