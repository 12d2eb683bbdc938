noinst_LIBRARIES += libexport.a
libexport_a_SOURCES =
