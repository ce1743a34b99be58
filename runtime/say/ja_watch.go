package say

var jaWatch = table{
	"the folder to watch, %s, is not an absolute path":                                                                                              "監視するフォルダー %s が絶対パスではありません",
	"%s is on a network or shared file system (%s), which does not tell of every change: it is looked through every %s instead":                     "%[1]s はネットワークまたは共有のファイルシステム(%[2]s)にあり、変更がすべて通知されるとは限りません。代わりに %[3]s ごとに中を調べます",
	"the system watches no more folders for this user: files are looked through every %s instead. Raise the limit with: sudo sysctl %s=%d":          "このユーザーが監視できるフォルダー数の上限に達しました。代わりに %[1]s ごとにファイルを調べます。上限は sudo sysctl %[2]s=%[3]d で引き上げられます",
	"the system lets no more programs of this user watch files: files are looked through every %s instead. Raise the limit with: sudo sysctl %s=%d": "このユーザーがファイルの監視を開始できる数の上限に達しました。代わりに %[1]s ごとにファイルを調べます。上限は sudo sysctl %[2]s=%[3]d で引き上げられます",
	"there are too many open files to watch more: files are looked through every %s instead. Raise the limit with ulimit -n":                        "開いているファイルが多すぎて、これ以上監視できません。代わりに %[1]s ごとにファイルを調べます。上限は ulimit -n で引き上げられます",
	"the system does not watch %s (%v): it is looked through every %s instead":                                                                      "OS が %[1]s を監視できません(%[2]v)。代わりに %[3]s ごとに中を調べます",
}
