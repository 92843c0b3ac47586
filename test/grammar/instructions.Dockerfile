# SYNTAX TEST "source.dockerfile" "Instructions end where the builder ends them"
FROM --platform=$BUILDPLATFORM debian:12 AS build
# <---- meta.instruction.dockerfile keyword.other.special-method.dockerfile
#    ^^^^^^^^^^ constant.other.option.flag.dockerfile
#              ^ keyword.operator.assignment.dockerfile
#               ^^^^^^^^^^^^^^ string.unquoted.flag.dockerfile
#                                        ^^ keyword.other.special-method.dockerfile
#                                           ^^^^^ entity.name.type.stage.dockerfile
MAINTAINER Brian O'Brien
#          ^^^^^^^^^^^^^ string.unquoted.dockerfile
LABEL name="first \
#          ^^^^^^ meta.instruction.dockerfile string.quoted.double.dockerfile
#                 ^ constant.character.escape.line-continuation.dockerfile

# a comment
# <~-------- meta.instruction.dockerfile comment.line.number-sign.dockerfile
 second"
# ^^^^^ meta.instruction.dockerfile string.quoted.double.dockerfile
LABEL open="not closed
#           ^^^^^^^^^^ meta.instruction.dockerfile string.quoted.double.dockerfile
ENV A=1 \
  B="$A is \$A"
# ^ meta.instruction.dockerfile variable.other.assignment.dockerfile
#    ^^ string.quoted.double.dockerfile variable.other.normal.dockerfile
#          ^^ constant.character.escaped.dockerfile - variable.other.normal.dockerfile
COPY ${A:-x} '$A' /srv/
#    ^^^^^^^ variable.other.normal.dockerfile
#             ^^ string.quoted.single.dockerfile - variable.other.normal.dockerfile
this is no instruction
# ^^^^^^^^^^^^^^^^^^^^ source.dockerfile - meta.instruction.dockerfile
COPY --from=build --chown=1:1 ["a", "b"]
#    ^^^^^^ constant.other.option.flag.dockerfile
#           ^^^^^ string.unquoted.flag.dockerfile
#                               ^ string.quoted.double.dockerfile
ONBUILD RUN make
# <------- keyword.control.dockerfile
#       ^^^ keyword.other.special-method.dockerfile
#           ^^^^ meta.embedded.line.shell.dockerfile entity.name.command.shell
CMD ["serve", \
# <--- keyword.other.special-method.dockerfile
#     ^^^^^ string.quoted.double.dockerfile
  "--port=$PORT"]
#  ^^^^^^^ string.quoted.double.dockerfile - constant.other.option.flag.dockerfile
#         ^^^^^ string.quoted.double.dockerfile - variable.other.normal.dockerfile
CMD exec serve "$@"
#   ^^^^ meta.embedded.line.shell.dockerfile
#               ^^ string.quoted.double.shell
ENTRYPOINT ["/entry"]
#            ^^^^^^ string.quoted.double.dockerfile - meta.embedded.line.shell.dockerfile
HEALTHCHECK --interval=30s --start-period=2m \
#           ^^^^^^^^^^ constant.other.option.flag.dockerfile
#                      ^^^ string.unquoted.flag.dockerfile
#                                            ^ constant.character.escape.line-continuation.dockerfile
  CMD curl -f http://127.0.0.1/ || exit 1
# ^^^ keyword.other.special-method.dockerfile
#     ^^^^ meta.embedded.line.shell.dockerfile entity.name.command.shell
#                                  ^^^^ support.function.builtin.shell
HEALTHCHECK CMD ["curl", "-f"]
#           ^^^ keyword.other.special-method.dockerfile
#                 ^^^^ string.quoted.double.dockerfile - meta.embedded.line.shell.dockerfile
HEALTHCHECK NONE
#           ^^^^ keyword.other.special-method.dockerfile
