# SYNTAX TEST "source.dockerfile" "PowerShell and cmd are not coloured as a Unix shell"
FROM windows
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
# <----- keyword.other.special-method.dockerfile
#       ^^^^^^^^^^ string.quoted.double.dockerfile
RUN Get-FileHash a.zip
# <--- keyword.other.special-method.dockerfile
#   ^^^^^^^^^^^^ meta.windows-shell.dockerfile - meta.embedded.line.shell.dockerfile
SHELL ["/bin/sh", "-c"]
RUN ls
#   ^^ meta.embedded.line.shell.dockerfile entity.name.command.shell
SHELL ["cmd", "/S", "/C"]
RUN dir
#   ^^^ meta.windows-shell.dockerfile - meta.embedded.line.shell.dockerfile
FROM debian
RUN ls
#   ^^ meta.embedded.line.shell.dockerfile entity.name.command.shell
