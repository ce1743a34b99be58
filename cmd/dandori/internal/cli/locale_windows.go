package cli

import "golang.org/x/sys/windows"

// systemLocale returns the language of the user's Windows, as "ja-JP".
func systemLocale() string {
	languages, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(languages) == 0 {
		return ""
	}
	return languages[0]
}
