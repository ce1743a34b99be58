package folder

// Reserved reports whether the project-relative name is dandori's own, a
// secret, or what the project runs on: nobody's data lies there, and dandori
// itself moves no file there either.
func Reserved(name string) bool { return secret(name) || code(name) }
