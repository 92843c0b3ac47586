import type { Finding, Rule } from '../../server/src/core/rule.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { answerIn } from '../../server/src/core/sources.ts';

/** Has a safe fix that needs nothing. */
const oldMaintainer: Rule = {
  id: 'old-maintainer',
  summary: 'MAINTAINER is a thing of the past.',
  severity: 'warning',
  *check({ file }) {
    for (const { keyword, keywordSpan, span, body } of file.instructions) {
      if (keyword !== 'MAINTAINER') continue;
      const edits = () => [{ span, text: `LABEL authors="${body.text.trim()}"` }];
      const fix = { key: `old-maintainer ${body.text}`, title: 'Write a LABEL', safety: 'safe', edits } as const;
      yield { span: keywordSpan, message: 'MAINTAINER is read by few; write a LABEL', fixes: [fix] };
    }
  },
};

/** Has a safe fix that needs the network. */
const loneFetch: Rule = {
  id: 'lone-fetch',
  summary: 'What is fetched is verified.',
  severity: 'error',
  *check({ file }) {
    for (const { body, span, keyword } of file.instructions) {
      const match = /curl (http\S+)/.exec(body.text);
      if (keyword !== 'RUN' || !match || body.text.includes('sha256')) continue;
      const question = { kind: 'digest', url: match[1]!, then: [], redirects: true, from: 'publisher' } as const;
      const found: Finding = {
        span: body.span(match.index, match.index + 4),
        message: `curl fetches ${question.url} unverified`,
        fixes: [
          {
            key: `lone-fetch ${question.url}`,
            title: `Pin ${question.url}`,
            safety: 'safe',
            needs: [question],
            edits: (answers) => {
              const answer = answerIn(answers, question);
              if (!answer) throw new Error('edits need an answer');
              return [{ span: { start: span.end, end: span.end }, text: ` # sha256:${answer.sha256}` }];
            },
          },
        ],
      };
      yield found;
    }
  },
};

/** Has a fix for review, in another file as well as in this one. */
const loosePin: Rule = {
  id: 'loose-pin',
  summary: 'Pins are exact.',
  severity: 'information',
  *check({ file, project }) {
    const text = project.read('requirements.txt');
    const start = text?.indexOf('torch>=2') ?? -1;
    const from = file.instructions.find(({ keyword }) => keyword === 'FROM');
    if (start < 0 || !from) return;
    const edits = () => [
      { path: 'requirements.txt', span: { start, end: start + 8 }, text: 'torch==2' },
      { span: { start: from.span.end, end: from.span.end }, text: ' # pinned' },
    ];
    const reason = 'it changes requirements.txt';
    const fix = { key: 'loose-pin', title: 'Pin torch', safety: 'review', reason, edits } as const;
    yield { span: from.keywordSpan, message: 'torch is pinned loosely', fixes: [fix] };
  },
};

/** Has no fix. */
const noTag: Rule = {
  id: 'no-tag',
  summary: 'Base images have a tag.',
  severity: 'hint',
  *check({ file }) {
    for (const { keyword, keywordSpan, body } of file.instructions) {
      if (keyword === 'FROM' && !body.text.includes(':'))
        yield { span: keywordSpan, message: `${body.text} has no tag` };
    }
  },
};

/** Is broken. */
const broken: Rule = {
  id: 'broken',
  summary: 'Never true.',
  severity: 'error',
  check({ file }) {
    if (file.source.includes('# crash')) throw new Error('the rule\nhas a bug');
    return [];
  },
};

(rules as Rule[]).splice(0, rules.length, oldMaintainer, loneFetch, loosePin, noTag, broken);
