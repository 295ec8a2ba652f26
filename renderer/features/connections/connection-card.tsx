// One system: its address, user and password, where each value comes from, and its test.

import { Button, Collapse, FormGroup, InputGroup } from '@blueprintjs/core';
import { CircleIcon, TickIcon, WarningSignIcon } from '@blueprintjs/icons';
import { useId, useState, type SubmitEvent, type ReactNode } from 'react';
import type { Connection } from '../../state/connections.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { fixedBy, hasChanges, shownValue, type FormEdit, type FormField } from './connection-form.ts';
import { dropEdit, saveConnection, SYSTEM_NAMES, testConnection, typeInto, useForms } from './connections-store.ts';
import { TestSteps } from './test-steps.tsx';

export interface ConnectionCardProps {
  readonly connection: Connection;
  /** Where saved values go. */
  readonly file: string;
}

const PURPOSE: Readonly<Record<Connection['system'], string>> = {
  apismith: 'The gateway that ERP rows are read through.',
  schedulehub: 'The scheduling system that records are written to.',
};

export function ConnectionCard({ connection, file }: ConnectionCardProps): ReactNode {
  const { system } = connection;
  const { edit, isSaving, isTesting, test, error } = useForms((forms) => forms[system]);
  const hasMore = connection.proxy !== null || connection.ca_file !== null;
  const [isMoreOpen, setMoreOpen] = useState(hasMore);
  const name = SYSTEM_NAMES[system];
  const isChanged = hasChanges(connection, edit);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isChanged) void saveConnection(system);
  };
  const field = (of: FormField, label: string, more: Partial<FieldProps> = {}): ReactNode => (
    <Field
      {...{ connection, edit, field: of, label }}
      {...more}
      error={error?.fields.find(({ path }) => path === of)?.message}
    />
  );
  return (
    <section className="sf-card" aria-label={name}>
      <div className="sf-row-wrap">
        <h2>{name}</h2>
        {connection.is_configured ? (
          <StatusLabel tone="good" icon={<TickIcon />}>
            Set up
          </StatusLabel>
        ) : (
          <StatusLabel tone="quiet" icon={<CircleIcon />}>
            Not set up
          </StatusLabel>
        )}
      </div>
      <p className="sf-muted">{PURPOSE[system]}</p>
      <form onSubmit={save} aria-label={`Connection to ${name}`}>
        {field('url', 'Address', { placeholder: 'https://gateway.plant.example/api/v1' })}
        {field('username', 'User name')}
        {field('password', 'Password', {
          type: 'password',
          placeholder: connection.has_password ? 'A password is kept; type to change it' : '',
        })}
        <Button
          variant="minimal"
          size="small"
          text={isMoreOpen ? 'Hide proxy and certificate' : 'Proxy and certificate'}
          aria-expanded={isMoreOpen}
          onClick={() => setMoreOpen(!isMoreOpen)}
        />
        <Collapse isOpen={isMoreOpen}>
          {field('proxy', 'Proxy', { placeholder: 'http://proxy.plant.example:3128' })}
          {field('ca_file', "File with the plant's certificates (PEM)", { placeholder: '/etc/ssl/plant-ca.pem' })}
        </Collapse>
        {error !== null && (
          <p className="sf-connection-error" role="alert">
            <WarningSignIcon /> {error.message}
          </p>
        )}
        <div className="sf-row-wrap sf-connection-actions">
          <Button type="submit" text={`Save ${name}`} intent="primary" disabled={!isChanged} loading={isSaving} />
          <Button text={`Test ${name}`} loading={isTesting} onClick={() => void testConnection(system)} />
          {isChanged && <Button variant="minimal" text="Discard changes" onClick={() => dropEdit(system)} />}
        </div>
      </form>
      <TestSteps test={test} isTesting={isTesting} name={name} />
      <p className="sf-muted sf-connection-file">Saved in {file}; the password is kept apart from it.</p>
    </section>
  );
}

interface FieldProps {
  readonly connection: Connection;
  readonly edit: FormEdit;
  readonly field: FormField;
  readonly label: string;
  readonly type?: 'text' | 'password';
  readonly placeholder?: string;
  readonly error?: string | undefined;
}

function Field({ connection, edit, field, label, type = 'text', placeholder = '', error }: FieldProps): ReactNode {
  const id = useId();
  const fixed = fixedBy(connection, field);
  const note = error ?? (fixed === null ? undefined : `Fixed by ${fixed}; change it there.`);
  return (
    <FormGroup label={label} labelFor={id} helperText={note} intent={error === undefined ? 'none' : 'danger'}>
      <InputGroup
        id={id}
        type={type}
        value={shownValue(connection, edit, field)}
        placeholder={placeholder}
        disabled={fixed !== null}
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        spellCheck={false}
        intent={error === undefined ? 'none' : 'danger'}
        onChange={(event) => typeInto(connection.system, field, event.currentTarget.value)}
      />
    </FormGroup>
  );
}
