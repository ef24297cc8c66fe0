import { useEffect, useState } from 'react';

/** Time left as 3:59:07, counted in the browser from the server's end. */
export function Countdown({ until }: { until: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    // A timer that spoke every second would drown everything else.
    <span role="timer" aria-live="off" data-tabular>
      {timeLeft(Date.parse(until) - now)}
    </span>
  );
}

/** "3:59:07" above an hour, "4:05" below; never less than "0:00". */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
