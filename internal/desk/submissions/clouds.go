package submissions

import (
	"regexp"
	"strings"
)

// clouds are stores of files that know whose each file is, and tell who asks
// with a letter from a court or a police: of a link to one the state that runs
// it, or can order it, learns who sent it.
var clouds = []string{
	"drive.google.com", "docs.google.com", "photos.google.com", "photos.app.goo.gl", "dropbox.com", "dropboxusercontent.com", "db.tt",
	"1drv.ms", "onedrive.live.com", "sharepoint.com", "icloud.com", "box.com", "mega.nz", "mega.io", "mediafire.com", "pcloud.com", "wetransfer.com", "we.tl", "terabox.com", "sendspace.com", "4shared.com",
	"disk.yandex.ru", "disk.yandex.com", "disk.yandex.kz", "disk.yandex.com.tr", "disk.yandex.by", "yadi.sk", "cloud.mail.ru", "sberdisk.ru",
	"pan.baidu.com", "yun.baidu.com", "alipan.com", "aliyundrive.com", "weiyun.com", "115.com", "lanzou.com", "lanzoux.com", "ctfile.com", "quark.cn", "cowtransfer.com", "jianguoyun.com", "123pan.com", "yun.139.com", "cloud.189.cn",
}

// host finds what looks like the name of a server; full-width dots and letters
// are what phones with Chinese keyboards write.
var host = regexp.MustCompile(`[a-z0-9-]+(?:\.[a-z0-9-]+)+`)

// cloud reports whether a text holds a link to such a store.
func cloud(text string) bool {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xfee0
		case r == '。' || r == '｡':
			return '.'
		case r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u00ad' || r == '\ufeff':
			return -1
		}
		return r
	}, text)
	for _, h := range host.FindAllString(strings.ToLower(text), -1) {
		for _, c := range clouds {
			if h == c || strings.HasSuffix(h, "."+c) {
				return true
			}
		}
	}
	return false
}
