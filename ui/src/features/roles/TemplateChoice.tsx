import { Label, Radio, RadioGroup } from "react-aria-components";

import type { RoleTemplate, RoleTemplateView } from "../../ipc/bindings";

interface TemplateChoiceProps {
  templates: readonly RoleTemplateView[];
  chosen: RoleTemplate;
  onChoose: (template: RoleTemplateView) => void;
}

/** What a new role may do, each way with its sentence. */
export function TemplateChoice({ templates, chosen, onChoose }: TemplateChoiceProps) {
  return (
    <RadioGroup
      className="templates"
      value={chosen}
      onChange={(value) => {
        const template = templates.find((each) => each.template === value);
        if (template) {
          onChoose(template);
        }
      }}
    >
      <Label className="field-name">What it may do</Label>
      {templates.map((template) => (
        <Radio key={template.template} value={template.template} className="template">
          <i aria-hidden className="radio-dot" />
          <span className="template-words">
            <span className="template-name">{template.name}</span>
            <span className="muted">{template.explanation}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
