# SYNTAX TEST "source.dockerfile" "Shell in RUN"
FROM debian
RUN apt-get update
# <--- keyword.other.special-method.dockerfile
#   ^^^^^^^ meta.embedded.line.shell.dockerfile entity.name.command.shell
#           ^^^^^^ string.unquoted.argument.shell
RUN --mount=type=cache,target=/root/.cache,sharing=locked \
#   ^^^^^^^ constant.other.option.flag.dockerfile
#           ^^^^ variable.parameter.flag.dockerfile
#               ^ keyword.operator.assignment.dockerfile
#                ^^^^^ string.unquoted.flag.dockerfile
#                      ^^^^^^ variable.parameter.flag.dockerfile
#                                                         ^ constant.character.escape.line-continuation.dockerfile
  --network=none \
# ^^^^^^^^^ constant.other.option.flag.dockerfile
  set -eux; \
# ^^^ support.function.builtin.shell
#         ^ punctuation.terminator.statement.semicolon.shell
#           ^ constant.character.escape.line-continuation.dockerfile
# a comment line between, even one with a quote that isn't closed
# <~--------- meta.instruction.dockerfile comment.line.number-sign.dockerfile

  # an indented one
# ^^^^^^^^^^^^^^^^^ meta.instruction.dockerfile comment.line.number-sign.dockerfile
  if [ -n "$A" ]; then \
# ^^ keyword.control.if.shell
#    ^ meta.scope.logical-expression.shell
#          ^^ variable.other.normal.shell
#                 ^^^^ keyword.control.then.shell
    curl -fsSL "https://example.com/$A.tar.gz" | tar -xz; \
#   ^^^^ entity.name.command.shell
#         ^^^^ string.unquoted.argument constant.other.option
#                                   ^^ string.quoted.double.shell variable.other.normal.shell
#                                              ^ keyword.operator.pipe.shell
#                                                ^^^ entity.name.command.shell
  fi && echo "one \
# ^^ keyword.control.fi.shell
#    ^^ punctuation.separator.statement.and.shell
#             ^^^ string.quoted.double.shell
#                 ^ constant.character.escape.line-continuation.dockerfile
    two" &&\
#   ^^^ string.quoted.double.shell
#          ^ constant.character.escape.line-continuation.dockerfile
    ls | xargs -I{} rm {} && \
#        ^^^^^ entity.name.command.shell
#               ^ string.unquoted.argument constant.other.option
#                   ^^ string.unquoted.argument.shell
    export B=2
#   ^^^^^^ storage.modifier.export.shell
#          ^ variable.other.assignment.shell
RUN echo "not closed
#         ^^^^^^^^^^ meta.instruction.dockerfile string.quoted.double.shell
RUN echo 'C:\\'
# <--- keyword.other.special-method.dockerfile
#          ^^^^ string.quoted.single.shell
ENV A=1
# <--- keyword.other.special-method.dockerfile
RUN ls C:\\
ENV B=two-backslashes-continue-nothing
# <--- keyword.other.special-method.dockerfile
RUN true # from here all is a comment, \
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ comment.line.number-sign.dockerfile
  && since the builder joins the lines first
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ meta.instruction.dockerfile comment.line.number-sign.dockerfile
RUN ["/bin/sh", "-c", "true"]
#     ^^^^^^^ string.quoted.double.dockerfile - meta.embedded.line.shell.dockerfile
RUN --network=none ["true"]
#                    ^^^^ string.quoted.double.dockerfile - meta.embedded.line.shell.dockerfile
RUN [ -e /etc/os-release ] && (cd /srv; ls)
#   ^ meta.embedded.line.shell.dockerfile meta.scope.logical-expression.shell
#                              ^^ support.function.builtin.shell
RUN A=1 make
#   ^ variable.other.assignment.shell
#       ^^^^ entity.name.command.shell
USER app
# <---- keyword.other.special-method.dockerfile
