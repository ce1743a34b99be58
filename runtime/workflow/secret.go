package workflow

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Secret is a Template that is never shown: a key, or a proxy's address with its password.
type Secret struct{ Template }

func (s *Secret) decode(r *reader, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!str" && !isNull(n) {
		r.at(n, say.T("this key is not a text"), say.T("put it in quotes, or better: write ${NAME} and keep it in .env"))
		return
	}
	s.Template.decode(r, n)
}

// plainKeys are the keys of dandori.yaml whose values are no secret, however they are misplaced.
var plainKeys = regexp.MustCompile(`^(timezone|store|concurrency|keep|succeeded|failed|connections|kind|version|sandbox|baseURL|limits|requests|per|of|share|pace|ca|maxResponse|worker|memory|cpu|stall|notify|mail|server|tls)$`)

var keyAndValue = regexp.MustCompile(`([^\s{},:]+)(\s*:\s+)("[^"]*"?|'[^']*'?|[^\s,{}#]+)`)

// starred returns line with stars in place of every value that may be secret:
// of all keys but the plain ones, since a misspelt key may hold one too.
func starred(line string) string {
	return keyAndValue.ReplaceAllStringFunc(line, func(pair string) string {
		m := keyAndValue.FindStringSubmatch(pair)
		plain := plainKeys.MatchString(m[1]) && !strings.Contains(m[3], "@") // an address may hold a password
		if plain || strings.HasPrefix(strings.Trim(m[3], `"'`), "$") {
			return pair
		}
		return m[1] + m[2] + strings.Repeat("*", utf8.RuneCountInString(m[3]))
	})
}
