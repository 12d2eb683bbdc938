noinst_LIBRARIES += libdevice.a
libdevice_a_SOURCES = \
	src/device/client.c \
	src/device/device.c src/device/device.h \
	src/device/requests.c src/device/requests.h \
	src/device/wire.h
