# Melds static libraries in a Makefile.
#
#   include /usr/share/armeld/armeld.mk
#   $(eval $(call meld,NAME,WORKSPACE,LIBRARIES,OPTIONS))
#
# makes the slimmed LIBRARIES and the workspace library, all in the folder of WORKSPACE, by one run of ar-meld with these
# OPTIONS, when one of LIBRARIES is newer. $(NAME_LIBRARIES) are the results, in the order of a link line:
#
#   $(eval $(call meld,plugins,melded/libworkspace.a,liba.a libb.a))
#   program: main.o $(plugins_LIBRARIES)
#           $(CC) -o $@ $^
#
# AR_MELD says where ar-meld is. Needs GNU make 4.3, for rules with several targets.

AR_MELD ?= ar-meld

define meld
$(1)_LIBRARIES := $$(addprefix $$(dir $(2)),$$(notdir $(3))) $(2)
$$($(1)_LIBRARIES) &: $(3)
	$$(AR_MELD) $(4) -o $$(notdir $(2)) --out-dir $$(dir $(2)) $(3)
endef
