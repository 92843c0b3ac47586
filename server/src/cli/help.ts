/** What `--help` prints. */
export const HELP = `Finds what a Docker build takes on trust, and rewrites the lines so that it no longer does.

Usage:
  harden-dockerfile check [PATH…]   report what is found
  harden-dockerfile fix [PATH…]     print what fixing would change; with --write change it
  harden-dockerfile verify [PATH…]  download what is pinned, and compare it with its hash
  harden-dockerfile hash URL        print the SHA-256 that fix would pin
  harden-dockerfile cache clear     forget what earlier downloads came to
  harden-dockerfile lsp --stdio     serve an editor by the Language Server Protocol

PATH is a file, a folder (searched for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile*, without what
.gitignore files exclude) or - for standard input; none is the current folder.

check:
  --format FORMAT     text (default), json, sarif or github
fix:
  --write             change the files instead of printing a diff
  --rule RULE         fix only what this rule finds; may be repeated
  --all               apply the fixes that are for review too
  --offline           ask nobody: what needs a download stays as it is
  --digests SOURCE    where hashes come from: publisher (default: what it declares, else a download), download,
                      or both, which must agree
  --format FORMAT     text (default) or json
check and fix:
  --fail-on SEVERITY  end with 1 from this severity on: error, warning (default), information or hint
verify:
  --update            write the new hash of what has changed: look first why it has
  --format FORMAT     text (default) or json
hash:
  --decompress KIND   hash what bz2, gz, xz or zst holds; may be repeated
  --member PATH       hash this file of a tar or zip archive, decompressed first where --decompress says so
fix and hash:
  --no-cache          download again what was downloaded before, even where the server says that it is the same
fix, verify and hash:
  --allow-host HOST[:PORT]
                      let a host be asked that is not public; may be repeated

  -h, --help          print this
  --version           print the version

Ends with 0 when nothing is found (after fix: nothing is left; of verify: all that could be compared matches), 1 when
something is, 2 when it could not do its work (of verify: a pin was not reached, or there are pins and none could be
compared).
`;
