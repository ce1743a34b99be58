package compile

import (
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// links returns the links on the ways to what was imported, relative to the
// project with slashes, sorted. Where one of them is turned, other files are meant.
func (p *project) links() []string {
	found, known := map[string]bool{}, map[string]bool{}
	for at := range p.asked {
		for _, name := range at.ways() {
			p.follow(name, found, known)
			if _, err := p.folder.Stat(filepath.FromSlash(path.Dir(name))); err != nil {
				continue
			}
			for _, file := range spelled(name) {
				p.follow(file, found, known)
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// spelled are the files that may be meant by an import of name: esbuild's
// endings, those that TypeScript has in their place, and a folder's index.
func spelled(name string) (files []string) {
	for _, ending := range []string{".ts", ".tsx", ".js", ".jsx", ".json"} {
		files = append(files, name+ending, name+"/index"+ending)
	}
	if ext := path.Ext(name); ext == ".js" || ext == ".jsx" || ext == ".mjs" || ext == ".cjs" {
		stem := strings.TrimSuffix(name, ext)
		files = append(files, stem+strings.Replace(ext, "j", "t", 1), stem+".ts", stem+".tsx")
	}
	return files
}

// ways are the names under which an import may be found.
func (at place) ways() []string {
	if strings.HasPrefix(at.name, ".") {
		return []string{path.Join(at.dir, at.name)}
	}
	var names []string
	for dir := at.dir; ; dir = path.Dir(dir) {
		names = append(names, path.Join(dir, "node_modules", at.name))
		if dir == "." {
			return names
		}
	}
}

// follow notes the links among a name and the folders above it. What a link
// leads to is a place of its own, whose links count as well.
func (p *project) follow(name string, found, known map[string]bool) {
	parts := strings.Split(name, "/")
	for i := range parts {
		at := strings.Join(parts[:i+1], "/")
		if known[at] || !fs.ValidPath(at) {
			continue
		}
		known[at] = true
		info, err := p.folder.Lstat(filepath.FromSlash(at))
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		found[at] = true
		if to, err := p.folder.Readlink(filepath.FromSlash(at)); err == nil && !filepath.IsAbs(to) {
			p.follow(path.Join(path.Dir(at), filepath.ToSlash(to)), found, known)
		}
	}
}
