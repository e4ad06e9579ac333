# cmake -DIN=FILE.csv -DOUT=FILE.c -P calendar-data.cmake: the calendar as a C array.
file(READ ${IN} hex HEX)
string(LENGTH ${hex} n)
math(EXPR n "${n} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" hex ${hex})
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex ${hex})
file(WRITE ${OUT} "#include \"calendar-data.h\"\n\n"
	"const unsigned char calendar_data[] = {\n${hex}\n};\n"
	"const size_t calendar_data_bytes = ${n};\n")
