"""Traditional letters of everyday words and their simplified forms. Names of people are never rewritten."""

_PAIRS = (
    "號号證证碼码類类別别聯联繫系電电話话備备註注齡龄歲岁參参軍军隊队職职務务單单業业鄉乡鎮镇區区縣县時时間间屬属優优撫抚殘残級级質质補补"
    "貼贴額额標标準准慶庆節节訪访問问領领導导員员黨党組组織织關关狀状態态戶户門门緊紧現现詳详細细編编傷伤榮荣譽誉稱称動动圍围歷历經经學学"
    "況况實实際际長长養养適适種种對对項项據据處处傳传會会發发說说遷迁進进義义畫画獎奖勵励歸归漢汉壯壮滿满東东農农無无離离異异喪丧"
    "復复員员轉转幹干遺遗專专兒儿婦妇孫孙媽妈爺爷師师團团創创個个體体戰战試试"
)
TO_SIMPLIFIED = {ord(old): new for old, new in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
