# cmake -DIN=openapi.json -DOUT=FILE.c -P web-openapi.cmake: the description as a C array.
file(READ ${IN} hex HEX)
string(LENGTH ${hex} n)
math(EXPR n "${n} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" hex ${hex})
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex ${hex})
file(WRITE ${OUT} "#include \"web-openapi.h\"\n\n"
	"const unsigned char web_openapi[] = {\n${hex}\n};\n"
	"const size_t web_openapi_bytes = ${n};\n")
