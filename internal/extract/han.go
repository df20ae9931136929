package extract

import "strings"

// simplified folds the traditional characters that the words of the field are
// written with, so that the Chinese lexicon need hold each form once. It is not
// a converter: only what the lexicon uses is in it.
var simplified = func() *strings.Replacer {
	const pairs = "關关羈羁帶带釋释監监獄狱蹤踪審审訊讯經经將将對对與与過过還还進进這这個个來来時时會会說说國国後后從从見见開开們们當当現现發发無无業业為为問问長长學学實实員员聯联絡络據据報报導导記记證证訴诉處处罰罚決决檢检機机構构負负責责輛辆車车號号電电話话線线網网誌志師师醫医護护藥药癥症狀状體体傷伤殘残貧贫農农場场務务層层級级書书賬账戶户凍冻結结財财產产繳缴沒没歲岁婦妇兒儿孫孙親亲屬属鄰邻華华資资簽签衛卫單单間间樓楼隊队種种維维爾尔東东區区縣县鄉乡鎮镇廣广陝陕寧宁龍龙黃黄劉刘張张趙赵陳陈楊杨馬马鄭郑許许馮冯韓韩蔣蒋葉叶呂吕鄧邓蘇苏盧卢謝谢賈贾譚谭樺桦遺遗屍尸殺杀絕绝諾诺約约談谈勞劳動动營营擊击毆殴禦御壓压爭争議议論论傳传喚唤調调閱阅讀读聽听聞闻歷历畫画獎奖勵励寫写編编輯辑譯译"
	var list []string
	for _, r := range pairs {
		list = append(list, string(r))
	}
	return strings.NewReplacer(list...)
}()
