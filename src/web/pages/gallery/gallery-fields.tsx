import { useState } from 'react';
import type { PeopleSelector } from '../../api/generated/types.gen.js';
import { Section } from '../../parts/card.js';
import { Checkbox, RadioCards, Switch } from '../../parts/choices.js';
import { ComboBox } from '../../parts/combo-box.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { SelectorField } from '../../parts/selector-field.js';
import { Several } from '../../parts/several.js';
import styles from './gallery-page.module.css';

const units = ['Hemtjänst Norr', 'Hemtjänst Söder', 'Särskilt boende Linden'].map((label) => ({
  id: label,
  label,
}));

export function FieldParts() {
  const [text, setText] = useState('Anna Berg');
  const [long, setLong] = useState('');
  const [unit, setUnit] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [several, setSeveral] = useState('');
  const [chosen, setChosen] = useState(['Hemtjänst Norr']);
  const [selector, setSelector] = useState<PeopleSelector | null>({ titleCodes: ['207011'] });
  const [way, setWay] = useState<'a' | 'b' | null>('a');
  const [isOn, setOn] = useState(true);
  const [day, setDay] = useState('2026-11-21');
  return (
    <Section title="Fields">
      <div className={styles.two}>
        <Field label="Name" value={text} onChange={setText} help="As in the staff system." />
        <Field label="Name" value="" onChange={setText} error="Write a name, at least three characters." />
        <Field label="Search" value="" onChange={setText} icon="search" placeholder="Name" isOptional />
        <Field label="Switched off" value="Cannot be changed" onChange={setText} isDisabled />
        <Field label="Day" type="date" value={day} onChange={setDay} />
        <Select label="Unit" options={units} value={unit} onChange={setUnit} />
        <ComboBox
          label="Find a unit"
          options={units.filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()))}
          text={search}
          selected={units.find(({ label }) => label === search)?.id ?? null}
          onTextChange={setSearch}
          onSelect={setSearch}
        />
        <Several
          label="Several units"
          options={units.filter(({ label }) => label.toLowerCase().includes(several.toLowerCase()))}
          text={several}
          onTextChange={setSeveral}
          chosen={chosen.map((id) => ({ id, label: id }))}
          onAdd={({ id }) => {
            setChosen([...chosen, id]);
          }}
          onRemove={(gone) => {
            setChosen(chosen.filter((id) => id !== gone));
          }}
        />
        <TextArea label="Reason" value={long} onChange={setLong} help="Kept in the log." maxLength={100} />
        <RadioCards
          label="If nobody answers"
          value={way}
          onChange={setWay}
          choices={[
            { id: 'a', label: 'Remove', detail: 'Safest.' },
            { id: 'b', label: 'Keep', detail: 'Marked as unanswered.' },
          ]}
        />
        <div className={styles.stack}>
          <Checkbox isSelected={isOn} onChange={setOn}>
            I have checked
          </Checkbox>
          <Checkbox isSelected={false} onChange={setOn} isDisabled>
            Switched off
          </Checkbox>
          <Checkbox isSelected={false} isIndeterminate onChange={setOn}>
            Some of them
          </Checkbox>
          <Switch isSelected={isOn} onChange={setOn}>
            Keys
          </Switch>
        </div>
      </div>
      <SelectorField
        title="Who may ask"
        open="Everybody"
        value={selector}
        onChange={setSelector}
        words={{
          units: [{ code: '1', name: 'Hemtjänst Norr', depth: 0 }],
          unitKinds: ['Hemtjänst'],
          titles: [{ code: '207011', title: 'Undersköterska' }],
        }}
        people={82}
      />
    </Section>
  );
}
