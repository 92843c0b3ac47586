import { insecureTransport } from '../../server/src/core/rules/insecure-transport.ts';
import { testRule } from '../rule-tester.ts';

const H = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

/** A RUN line with a «finding», and what is left of it. */
const becomes = (marked: string, reviewed: string, says: readonly string[] = []) => ({
  marked: `FROM debian\nRUN ${marked}\n`,
  reviewed: `FROM debian\nRUN ${reviewed}\n`,
  says,
});
const unfixed = (marked: string, ...says: readonly string[]) => ({ marked: `FROM debian\nRUN ${marked}\n`, says });

testRule(insecureTransport, {
  'a file over http': {
    ...becomes(
      'curl -fsSL «http://e.com/tool.tgz» | tar xz && wget -q "https://e.com/b"',
      'curl -fsSL https://e.com/tool.tgz | tar xz && wget -q "https://e.com/b"',
      ['tool.tgz is fetched over http, so whoever is on the line can replace it; ask for it over https'],
    ),
    severities: ['warning'],
  },
  'a file over http that is verified': {
    ...becomes(
      `wget -q «"http://e.com/a"» && echo "${H}  a" | sha256sum -c -`,
      `wget -q "https://e.com/a" && echo "${H}  a" | sha256sum -c -`,
      ['whoever is on the line can stop the build at its check'],
    ),
    severities: ['information'],
  },
  'a URL without a scheme': becomes(
    'wget -q «e.com/a» && curl -fsSLO «"e.com/b"»',
    'wget -q https://e.com/a && curl -fsSLO "https://e.com/b"',
  ),
  ADD: {
    marked: 'FROM debian\nADD «http://e.com/x.tgz» /tmp/\n',
    reviewed: 'FROM debian\nADD https://e.com/x.tgz /tmp/\n',
  },
  'a file that https does not serve': {
    ...unfixed('curl -fsSLO «http://e.com/only-http»'),
    reviewed: 'FROM debian\nRUN curl -fsSLO http://e.com/only-http\n',
    unreachable: ['http://e.com/only-http'],
  },
  'a scheme in a variable': {
    marked: 'FROM debian\nARG MIRROR=http://mirror.example.com\nRUN curl -fsSLO «$MIRROR/x»\n',
    says: ['no fix is offered: a variable holds that part of the URL'],
  },
  'a clone over http': unfixed(
    'git clone «http://git.example.com/o/r»',
    'whether its server answers over https as well is not known here',
  ),
  'certificates that nobody looks at': becomes(
    'curl «-k» -fsSLO https://e.com/a && curl «-fsSLk» https://e.com/b | sh && wget «--no-check-certificate» -q https://e.com/c && git «-c» http.sslVerify=false clone https://e.com/d',
    'curl -fsSLO https://e.com/a && curl -fsSL https://e.com/b | sh && wget -q https://e.com/c && git clone https://e.com/d',
    [
      '-k lets curl take whoever answers for the server, so anybody on the line can replace what it gets; take it away',
      '-k lets curl',
      '--no-check-certificate lets wget',
      '-c http.sslVerify=false lets git',
    ],
  ),
  'a certificate that nobody looks at, and a check': {
    ...becomes(
      `curl «--insecure» -fsSLO https://e.com/a && echo "${H}  a" | sha256sum -c -`,
      `curl -fsSLO https://e.com/a && echo "${H}  a" | sha256sum -c -`,
      ['anybody on the line can stop the build at its check'],
    ),
    severities: ['information'],
  },
  'indexes that nobody looks at': becomes(
    'pip install «--trusted-host» pypi.example.com -i https://pypi.example.com/simple a && npm «--strict-ssl=false» install b',
    'pip install -i https://pypi.example.com/simple a && npm install b',
    ['--trusted-host pypi.example.com lets pip'],
  ),
  'packages that nobody signed': becomes(
    'apt-get install -y «--allow-unauthenticated» a && apt-get «-o» Acquire::AllowInsecureRepositories=true update && apk add «--allow-untrusted» b && yum install -y «--nogpgcheck» c',
    'apt-get install -y a && apt-get update && apk add b && yum install -y c',
    [
      '--allow-unauthenticated lets apt-get install packages that nobody signed; take it away, and add the key of the repository',
    ],
  ),
  'settings for all that follows': unfixed(
    'git config --global «http.sslVerify» false && npm config set «strict-ssl» false',
    'no fix is offered: the command does nothing else: take it away',
  ),
  'the exec form': {
    marked: 'FROM debian\nRUN ["curl", "«-k»", "-O", "https://e.com/a"]\n',
    says: ['the exec form is left to its author'],
  },
  variables: {
    marked:
      'FROM node:20\nENV A=b «NODE_TLS_REJECT_UNAUTHORIZED=0»\nRUN «GIT_SSL_NO_VERIFY=true» git clone https://e.com/r && export «PYTHONHTTPSVERIFY=0» && GIT_SSL_NO_VERIFY=0 git fetch\n',
    says: ['NODE_TLS_REJECT_UNAUTHORIZED lets every command that sees it take whoever answers for the server'],
  },
  'what is inside a company, encrypted, or no download': {
    marked: [
      'FROM debian',
      'RUN curl -fsSLO http://nexus/a && wget http://10.1.2.3/b && wget http://repo.internal:8080/c && curl http://localhost:8080/ready',
      'RUN curl -fsSL -o k https://e.com/a && curl -H "X-k: 1" -d k=1 https://e.com && curl -ok https://e.com/b',
      'RUN echo "curl -k http://e.com" && apt-get install -y curl && git config --global user.name k && apk add --allow-untrusted ./built.apk',
      'HEALTHCHECK CMD curl -k https://localhost/ready',
      '',
    ].join('\n'),
  },
});
