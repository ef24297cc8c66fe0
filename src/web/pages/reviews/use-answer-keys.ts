import { useEffect, useRef, useState } from 'react';
import type { Answer } from '../../api/reviews.js';

const STORED = 'grindvakt.review-keys';
const answers: Record<string, Answer> = { b: 'keep', t: 'remove', v: 'dont-know' };

/**
 * B keeps, T removes, V does not know. Single letters can be struck by accident or by speech input, so they can be
 * switched off (WCAG 2.1.4) and are deaf while one writes, chooses in a menu or has a dialog open.
 */
export function useAnswerKeys(onAnswer: (answer: Answer) => void): [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(STORED) !== 'off');
  const latest = useRef(onAnswer);
  useEffect(() => {
    latest.current = onAnswer;
  });
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target;
      if (
        target instanceof Element &&
        target.closest('input:not([type=checkbox]), textarea, [role=dialog], [role=menu]')
      ) {
        return;
      }
      const answer = answers[event.key.toLowerCase()];
      if (!answer) return;
      event.preventDefault();
      latest.current(answer);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [isOn]);
  return [
    isOn,
    (next) => {
      localStorage.setItem(STORED, next ? 'on' : 'off');
      setOn(next);
    },
  ];
}
