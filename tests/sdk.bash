# An SDK with GStreamer's layout, for the tests of link-metadata. Loads common.
#
#   sdk                a folder sdk with lib/gstreamer-1.0/libgstfoo.a and libgstbar.a, and their .pc files in
#                      lib/gstreamer-1.0/pkgconfig. Both hold shared.o and power.o; the latter needs libm.
#   meld_sdk OPTION... melds it in place, with lib/libgstworkspace.a
#   program_of NAME... main.c, which calls gst_foo, gst_bar
#   says_right         what ./program prints is right

load common

setup_file() {
  trace_tests_only
  cd "$BATS_FILE_TMPDIR" || return
  object shared 'int counter; int shared(void) { return ++counter; }'
  object power 'double pow(double, double); int shared(void); volatile double two = 2; int power(void) { return pow(two, shared()); }'
  object foo 'int power(void); int gst_foo(void) { return power(); }'
  object bar 'int power(void); int gst_bar(void) { return 100 * power(); }'
  mkdir -p sdk/lib/gstreamer-1.0/pkgconfig sdk/lib/pkgconfig
  library sdk/lib/gstreamer-1.0/libgstfoo.a foo.o shared.o power.o
  library sdk/lib/gstreamer-1.0/libgstbar.a bar.o shared.o power.o
}

# plugin_pc NAME: as GStreamer's build writes it
plugin_pc() {
  cat >"sdk/lib/gstreamer-1.0/pkgconfig/gst$1.pc" <<END
prefix=$PWD/sdk
libdir=\${prefix}/lib
pluginsdir=\${libdir}/gstreamer-1.0

Name: gst$1
Description: The $1 plugin
Version: 0.14.1
Requires.private: gstreamer-1.0, glib-2.0 >= 2.74
Libs: -L\${pluginsdir} -lgst$1
Libs.private: -lm
Cflags:
END
}

sdk() {
  local name
  cp -a "$BATS_FILE_TMPDIR/sdk" . || return
  for name in foo bar; do plugin_pc "$name"; done
  # What each plugin requires
  for name in glib-2.0 gstreamer-1.0; do
    printf 'Name: %s\nDescription: none\nVersion: 2.80\nLibs:\n' "$name" >"sdk/lib/pkgconfig/$name.pc"
  done
}

meld_sdk() { ar-meld -o sdk/lib/libgstworkspace.a --in-place "$@" sdk/lib/gstreamer-1.0/lib*.a; }

program_main() {
  cat >main.c <<'END'
#include <stdio.h>
int gst_foo(void), gst_bar(void);
int main(void) { printf("%d\n", gst_foo() + gst_bar()); }
END
}

# 2 and 100 * 4, or the other way round
says_right() {
  local said
  said=$("$1") || return
  [ "$said" = 402 ] || [ "$said" = 204 ]
}
