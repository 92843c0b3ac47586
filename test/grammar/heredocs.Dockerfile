# SYNTAX TEST "source.dockerfile" "Here-documents"
FROM debian
RUN <<EOF
#   ^^ keyword.operator.heredoc.dockerfile
#     ^^^ keyword.control.heredoc-token.dockerfile
set -eux
# <--- meta.embedded.block.shell.dockerfile support.function.builtin.shell
FROM="no instruction"
# <---- meta.embedded.block.shell.dockerfile variable.other.assignment.shell
RUN this command
# <--- meta.embedded.block.shell.dockerfile - keyword.other.special-method.dockerfile
echo "not closed
#     ^^^^^^^^^^ meta.embedded.block.shell.dockerfile string.quoted.double.shell
EOF
# <--- keyword.control.heredoc-token.dockerfile
RUN --mount=type=cache,target=/c <<-"END" bash -e
#   ^^^^^^^ constant.other.option.flag.dockerfile
#                                ^^^ keyword.operator.heredoc.dockerfile
#                                    ^^^ keyword.control.heredoc-token.dockerfile
#                                         ^^^^ entity.name.command.shell
	for i in 1 2; do echo "$i"; done
# <~--- meta.embedded.block.shell.dockerfile keyword.control.for.shell
	END
# <~--- keyword.control.heredoc-token.dockerfile
RUN python3 <<'PY'
#   ^^^^^^^ entity.name.command.shell
import os
# <------ meta.embedded.block.python.dockerfile keyword.control.import.python
PY
# <-- keyword.control.heredoc-token.dockerfile
RUN <<PY /usr/bin/python3 -
print("x")
# <----- meta.embedded.block.python.dockerfile support.function.builtin.python
PY
RUN <<EOF
#!/usr/bin/env python3
# <~--------- comment.line.shebang.dockerfile
import os
# <------ meta.embedded.block.python.dockerfile keyword.control.import.python
EOF
RUN cat <<EOF > /etc/motd && ls
#   ^^^ entity.name.command.shell
#                            ^^ entity.name.command.shell
Hello, it's $USER
# <----- string.unquoted.heredoc.no-indent.EOF
#            ^^^^ string.unquoted.heredoc.no-indent.EOF variable.other.normal.shell
EOF
# <--- keyword.control.heredoc-token.dockerfile
RUN make && \
  cat <<EOF > /etc/motd
#     ^^ keyword.operator.heredoc.dockerfile
RUN nothing
# <--- string.unquoted.heredoc.dockerfile - keyword.other.special-method.dockerfile
EOF
# <--- keyword.control.heredoc-token.dockerfile
RUN --network=none \
  <<EOF
# ^^ keyword.operator.heredoc.dockerfile
set -e
# <--- meta.embedded.block.shell.dockerfile support.function.builtin.shell
EOF
# <--- keyword.control.heredoc-token.dockerfile
RUN echo "no here-document: <<EOF" '<<EOF'
#                           ^^^^^ string.quoted.double.shell - keyword.operator.heredoc.dockerfile
RUN cat <<< word
COPY --chmod=755 <<EOF /entrypoint.sh
# <---- keyword.other.special-method.dockerfile
#    ^^^^^^^ constant.other.option.flag.dockerfile
#                ^^ keyword.operator.heredoc.dockerfile
#                  ^^^ keyword.control.heredoc-token.dockerfile
#!/bin/sh
# <~------- comment.line.shebang.dockerfile
exec "$@"
# <---- meta.embedded.block.shell.dockerfile entity.name.command.shell
EOF
COPY <<a.conf <<b.conf /etc/
it's = "a
# <---- string.unquoted.heredoc.dockerfile
a.conf
# <------ keyword.control.heredoc-token.dockerfile
CMD true
# <--- keyword.other.special-method.dockerfile
