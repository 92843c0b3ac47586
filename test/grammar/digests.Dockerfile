# SYNTAX TEST "source.dockerfile" "Digests"
FROM debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS base
#           ^^^^^^ support.type.digest.dockerfile
#                 ^ punctuation.separator.digest.dockerfile
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.numeric.digest.dockerfile
ARG TINI_SHA256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.numeric.digest.dockerfile
ARG TINI_SHA256="0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.dockerfile constant.numeric.digest.dockerfile
ARG COMMIT=0123456789abcdef0123456789abcdef01234567
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ meta.instruction.dockerfile - constant.numeric.digest.dockerfile
ADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/a /a
#              ^^^^^^ string.unquoted.flag.dockerfile support.type.digest.dockerfile
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.numeric.digest.dockerfile
RUN echo "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  /a" | sha256sum -c -
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.shell constant.numeric.digest.dockerfile
#                                                                         ^^ string.quoted.double.shell - constant.numeric.digest.dockerfile
RUN A=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef; \
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.numeric.digest.dockerfile
  check 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.numeric.digest.dockerfile
RUN <<EOF
echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.numeric.digest.dockerfile
EOF
# sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ comment.line.number-sign.dockerfile - constant.numeric.digest.dockerfile
