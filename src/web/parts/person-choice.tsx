import { Button } from 'react-aria-components/Button';
import { Icon } from './icon.js';
import { Person } from './person.js';
import styles from './person-choice.module.css';

interface PersonChoiceProps {
  label: string;
  people: readonly { id: string; person: { name: string; protected: boolean }; detail: string }[];
  onChoose: (id: string) => void;
}

/** People to choose among, one large button each. */
export function PersonChoice({ label, people, onChoose }: PersonChoiceProps) {
  return (
    <ul aria-label={label}>
      {people.map(({ id, person, detail }) => (
        <li key={id} className={styles.item}>
          <Button
            className={styles.choice}
            onPress={() => {
              onChoose(id);
            }}
          >
            <Person person={person} detail={detail} />
            <Icon name="right" size={18} />
          </Button>
        </li>
      ))}
    </ul>
  );
}
