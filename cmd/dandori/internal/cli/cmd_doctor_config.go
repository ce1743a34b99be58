package cli

import (
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// configSigns are about what the project's files say: dandori.yaml, the
// workflows as far as they can be judged without compiling, and the channels.
func (p *project) configSigns() []sign {
	signs := problemSigns("config", p.problems, say.T("%s can be read", workflow.ConfigFile))
	set, err := p.workflows()
	if err != nil {
		return append(signs, ill("workflows", err))
	}
	var problems workflow.Problems
	for i := range set {
		problems = append(problems, inOrder(set[i].Problems)...)
	}
	signs = append(signs, problemSigns("workflows", problems, say.T("%d can be read; dandori check looks at their scripts, too", len(set)))...)
	for _, c := range p.config.Notify {
		if _, err := c.Settings(p.lookup); err != nil {
			signs = append(signs, ill("channel "+c.Name, err))
			continue
		}
		signs = append(signs, well("channel "+c.Name, say.T("its settings are there; nothing was sent (dandori doctor --tell %s sends a test)", c.Name)))
	}
	return signs
}

// problemSigns is one sign a problem, or one that all is well.
func problemSigns(check string, problems workflow.Problems, fine say.Text) []sign {
	var signs []sign
	for _, p := range distinct(problems) {
		s := sign{check: check, condition: conditionBad, message: inFile(p), hint: p.Hint}
		if p.Warning {
			s.condition = conditionWarn
		}
		signs = append(signs, s)
	}
	if signs == nil {
		signs = []sign{well(check, fine)}
	}
	return signs
}
