# SYNTAX TEST "source.dockerfile" "A file whose escape character is the backtick"
# syntax=docker/dockerfile:1
# ^^^^^^ keyword.other.directive.dockerfile
# escape=`
# ^^^^^^ keyword.other.directive.dockerfile
#        ^ string.unquoted.directive.dockerfile
FROM windows
# <---- meta.windows-shell.dockerfile keyword.other.special-method.dockerfile
RUN dir C:\
#   ^^^ meta.windows-shell.dockerfile - meta.embedded.line.shell.dockerfile
USER app
# <---- meta.windows-shell.dockerfile keyword.other.special-method.dockerfile
