# SYNTAX TEST "source.dockerfile" "Parser directives and ours"
# syntax=docker/dockerfile:1.7
# <- comment.line.number-sign.dockerfile punctuation.definition.comment.dockerfile
# ^^^^^^ comment.line.number-sign.dockerfile keyword.other.directive.dockerfile
#       ^ keyword.operator.assignment.dockerfile
#        ^^^^^^^^^^^^^^^^^^^^^ string.unquoted.directive.dockerfile
# Check = skip=all
# ^^^^^ keyword.other.directive.dockerfile
#         ^^^^^^^^ string.unquoted.directive.dockerfile
# escape=\
# ^^^^^^ keyword.other.directive.dockerfile
#        ^ string.unquoted.directive.dockerfile
# The next one is none: this comment ended them.
# syntax=docker/dockerfile:1.7
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ comment.line.number-sign.dockerfile - keyword.other.directive.dockerfile
# harden target=cpu
# <- comment.line.number-sign.dockerfile punctuation.definition.comment.dockerfile
# ^^^^^^ ^^^^^^ keyword.other.directive.dockerfile
#              ^ keyword.operator.assignment.dockerfile
#               ^^^ constant.language.target.dockerfile
# harden target=tpu
# ^^^^^^^^^^^^^^^^^ comment.line.number-sign.dockerfile - keyword.other.directive.dockerfile
# harden ignore=unverified-download, non-oci-label the mirror signs it
# ^^^^^^ ^^^^^^ keyword.other.directive.dockerfile
#               ^^^^^^^^^^^^^^^^^^^  ^^^^^^^^^^^^^ comment.line.number-sign.dockerfile variable.parameter.rule.dockerfile
#                                  ^ comment.line.number-sign.dockerfile - variable.parameter.rule.dockerfile
#                                                 ^^^^^^^^^^^^^^^^^^^^ comment.line.number-sign.dockerfile - variable.parameter.rule.dockerfile
FROM debian
# hardening ignore=all
# ^^^^^^^^^^^^^^^^^^^^ comment.line.number-sign.dockerfile - keyword.other.directive.dockerfile
RUN true \
  # harden ignore=all
#   ^^^^^^ ^^^^^^ meta.instruction.dockerfile comment.line.number-sign.dockerfile keyword.other.directive.dockerfile
#                 ^^^ variable.parameter.rule.dockerfile
  && false
#    ^^^^^ meta.instruction.dockerfile meta.embedded.line.shell.dockerfile
